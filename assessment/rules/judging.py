"""Within which bounds people may move the points of an indicator, in the review and by an upheld objection. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessment.rules.methods import rounded

_ZERO = Decimal(0)


def point_bounds(
    method: str, params: Mapping[str, Any], weight: Decimal, computed: Decimal | None
) -> tuple[Decimal, Decimal]:
    """Return the fewest and the most points that an indicator can give a unit (domain.md §7.2).

    ``params`` as ``read_params`` returns them, ``weight`` what it weighed for this unit after weight without data was
    shared out. A method without a cap may have taken more than the weight: what was computed can always be given back.
    """
    lowest, highest = _ZERO, weight
    if method == "bonus":
        highest = _amount(params["cap"])
    elif method == "veto":
        lowest, highest = -_amount(params["deduction"]), _ZERO
    elif method == "rank":
        highest += _amount(params["rise"])
    if computed is not None:
        lowest, highest = min(lowest, computed), max(highest, computed)
    return lowest, highest


def _amount(value: Fraction) -> Decimal:
    return rounded(value)
