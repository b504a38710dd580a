"""Reading and checking the parameters of a method as they stand in a document. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.rules.methods import METHODS, Method, Param

_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?")
MOST_STEPS = 12


class ParamFault(ValueError):
    """Parameters that a method refuses; ``fields`` names each with a sentence."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        """Keep the sentences."""
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


def read_params(code: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a method as exact numbers; decimals come as text.

    Raises:
        ParamFault: an unknown method or parameter, one that is missing, malformed, or out of its bounds.

    """
    method = METHODS.get(code)
    if method is None:
        raise ParamFault({"method": _("There is no such method.")})
    known = {param.code for param in method.params}
    faults: dict[str, Any] = {
        name: _("This method knows no such number.") for name in raw if name not in known
    }
    found: dict[str, Any] = {}
    for param in method.params:
        try:
            found[param.code] = _read(param, raw.get(param.code, param.default))
        except ValueError as error:
            faults[param.code] = error.args[0]
    if not faults:
        faults = _contradictions(method, found)
    if faults:
        raise ParamFault(faults)
    return found


def _read(param: Param, raw: Any) -> Any:
    if param.kind == "yes_no":
        if not isinstance(raw, bool):
            raise ValueError(_("Answer yes or no."))
        return raw
    if param.kind == "steps":
        return _steps(raw)
    if raw in (None, ""):
        if param.is_optional:
            return None
        raise ValueError(_("Give a number."))
    value = _number(raw)
    if param.lowest is not None and value < param.lowest:
        raise ValueError(_("At least %(lowest)s.") % {"lowest": _shown(param.lowest)})
    if param.highest is not None and value > param.highest:
        raise ValueError(_("At most %(highest)s.") % {"highest": _shown(param.highest)})
    return value


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _number(raw: Any) -> Fraction:
    if isinstance(raw, bool) or not _DECIMAL.fullmatch(str(raw).strip()):
        raise ValueError(_("Give a number with at most four decimals."))
    return Fraction(str(raw).strip())


def _steps(raw: Any) -> tuple[tuple[Fraction, Fraction], ...]:
    if not isinstance(raw, list | tuple) or len(raw) > MOST_STEPS:
        raise ValueError(_("Give at most %(most)s pairs of numbers.") % {"most": MOST_STEPS})
    pairs = []
    for pair in raw:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ValueError(_("Each step is a pair of numbers."))
        one, other = map(_number, pair)
        if other < 0:
            raise ValueError(_("What is given or taken is not negative."))
        pairs.append((one, other))
    return tuple(pairs)


def _contradictions(method: Method, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each number alone cannot show."""
    if method.code == "ratio" and found["floor"] == found["target"]:
        return {"target": _("Floor and target differ.")}
    if method.code == "rate_per_10k":
        bands = found["bands"]
        rising = all(one[0] < other[0] and one[1] >= other[1] for one, other in pairwise(bands))
        if not bands or not rising or bands[0][1] > 100:
            return {"bands": _("The limits rise, and the percentages fall from at most 100.")}
    if method.code == "threshold_step" and (
        not found["steps"] or not all(one[0] > other[0] for one, other in pairwise(found["steps"]))
    ):
        return {"steps": _("Give the lines from the highest down.")}
    return {}
