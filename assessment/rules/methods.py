"""The nine methods by which an indicator gives points (domain.md §7.2), each with its parameters as data. Pure.

Everything is an exact fraction until ``rounded``: once, half up, to four decimals. No method invents a number: without
data ``points`` returns None, and the indicator gives neither points nor weight (``assessment.rules.derivation``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Frozen with every result. Another way of computing is another version.
METHOD_VERSION = "1"
DECIMALS = 4
_SCALE = 10**DECIMALS
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Measured:
    """What is known of one unit for one indicator.

    ``value``: what the expression, the report or the panel says; None: no data. ``repeats``: how many of the cases count
    again (a repetition, or in a key period). ``previous``: the value of the year before. ``place`` among ``of`` units
    of the peer group, ties sharing the better place, and ``previous_place``; None where it is not known.
    """

    value: Fraction | None = None
    repeats: Fraction = _ZERO
    previous: Fraction | None = None
    place: int | None = None
    of: int = 0
    previous_place: int | None = None


@dataclass(frozen=True)
class Param:
    """One parameter of a method: its name, how it is written down, and its bounds.

    ``kind``: ``number`` (a decimal as text), ``steps`` (pairs of decimals) or ``yes_no``. ``default`` None: it must be
    given.
    """

    code: str
    label: Any
    kind: str = "number"
    default: Any = None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    is_optional: bool = False


@dataclass(frozen=True)
class Method:
    """A method: its parameters, whether it needs a value to say anything, and how it gives points."""

    code: str
    params: tuple[Param, ...]
    gives: Callable[[Mapping[str, Any], Fraction, Measured], Fraction | None]
    sentence: Any
    is_ranked: bool = False


def clamp(value: Fraction) -> Fraction:
    """Return the value, held between nothing and all."""
    return max(_ZERO, min(_ONE, value))


def rounded(value: Fraction) -> Decimal:
    """Return the value with four decimals, half away from zero, as SQL's ``round`` does."""
    over, under = value.numerator, value.denominator
    # In whole numbers: half a million of these are made for a province.
    whole = (2 * abs(over) * _SCALE + under) // (2 * under)
    return _EXACT.scaleb(Decimal(-whole if over < 0 else whole), -DECIMALS)


def _ratio(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    if measured.value is None:
        return None
    floor: Fraction = params["floor"]
    target: Fraction = params["target"]
    return weight * clamp((measured.value - floor) / (target - floor))


def _rate(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    """Bands of the rate itself, and a part of the weight for the change against the year before."""
    if measured.value is None:
        return None
    bands: Sequence[tuple[Fraction, Fraction]] = params["bands"]
    band = next((share for limit, share in bands if measured.value <= limit), _ZERO) / 100
    yearly: Fraction = params["change_share"] / 100
    if not yearly or not measured.previous:
        # Nothing to compare with: the bands alone decide.
        return weight * band
    rise = (measured.value - measured.previous) / measured.previous * 100
    worst: Fraction = params["worst_rise"]
    change = clamp(_ONE - rise / worst) if rise > 0 else _ONE
    return weight * (band * (1 - yearly) + change * yearly)


def _less(weight: Fraction, taken: Fraction, params: Mapping[str, Any]) -> Fraction:
    """Return the weight less what is taken, never more than the cap."""
    cap: Fraction | None = params["cap"]
    return weight - (taken if cap is None else min(cap, taken))


def _per_case(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    if measured.value is None:
        return None
    cases = measured.value + (params["again"] - 1) * measured.repeats
    return _less(weight, params["per_case"] * cases, params)


def _threshold(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    """Every point below a line costs what its step says, down to the next line."""
    if measured.value is None:
        return None
    steps: Sequence[tuple[Fraction, Fraction]] = params["steps"]
    taken = _ZERO
    for number, (line, per_point) in enumerate(steps):
        bottom = steps[number + 1][0] if number + 1 < len(steps) else measured.value
        reached = max(measured.value, bottom)
        if reached < line:
            taken += (line - reached) * per_point
    return _less(weight, taken, params)


def _checklist(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    return None if measured.value is None else _less(weight, params["per_item"] * measured.value, params)


def _rank(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    """Points by place within the peer group; a fall against the year before costs, a rise is rewarded."""
    if measured.place is None or measured.of < 1:
        return None
    points: Fraction = weight
    if params["by_place"] and measured.of > 1:
        points = weight * Fraction(measured.of - measured.place, measured.of - 1)
    if measured.previous_place is None:
        return points
    fall = measured.place - measured.previous_place
    if fall < 0:
        rise: Fraction = params["rise"]
        return points + rise
    falls: Sequence[tuple[Fraction, Fraction]] = params["falls"]
    dearest: Fraction = max((cost for places, cost in falls if fall >= places), default=_ZERO)
    return points - dearest


def _bonus(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    if measured.value is None:
        return None
    cap: Fraction = params["cap"]
    given: Fraction = params["per_case"] * measured.value
    return min(cap, given)


def _veto(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    if measured.value is None:
        return None
    deduction: Fraction = params["deduction"]
    return -deduction if measured.value > 0 else _ZERO


def _manual(params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    """A panel takes points for problems found, those not put right once more."""
    if measured.value is None:
        return None
    cases: Fraction = measured.value + (params["again"] - 1) * measured.repeats
    per_problem: Fraction = params["per_problem"]
    return max(_ZERO, weight - per_problem * cases)


_CAP = Param("cap", _("at most taken"), lowest=_ZERO, is_optional=True)
_AGAIN = Param("again", _("a repeated one counts as"), default="2", lowest=_ONE)

METHODS: Mapping[str, Method] = {
    one.code: one
    for one in (
        Method(
            "ratio",
            (Param("floor", _("nothing at")), Param("target", _("all at"))),
            _ratio,
            _("weight × (value − floor) ÷ (target − floor), from nothing to all"),
        ),
        Method(
            "rate_per_10k",
            (
                Param("bands", _("up to a rate: per cent of the weight"), "steps"),
                Param(
                    "change_share",
                    _("per cent of the weight for the change"),
                    default="0",
                    lowest=_ZERO,
                    highest=Fraction(100),
                ),
                Param("worst_rise", _("nothing for the change from a rise of, per cent"), default="50",
                lowest=Fraction(1, 100)),
            ),
            _rate,
            _("by bands of the rate, and by its change against the year before"),
        ),
        Method(
            "deduct_per_case",
            (Param("per_case", _("less for each"), lowest=_ZERO), _AGAIN, _CAP),
            _per_case,
            _("weight − points for each case, repeated ones counted again, at most the cap"),
        ),
        Method(
            "threshold_step",
            (Param("steps", _("below a line: less for each point"), "steps"), _CAP),
            _threshold,
            _("weight − points for each per cent below a line, down to the next line"),
        ),
        Method(
            "checklist",
            (Param("per_item", _("less for each"), lowest=_ZERO), _CAP),
            _checklist,
            _("weight − points for each item that is missing"),
        ),
        Method(
            "rank",
            (
                Param("by_place", _("points by the place itself"), "yes_no", default=True),
                Param("rise", _("more for a better place than last year"), default="0", lowest=_ZERO),
                Param("falls", _("fallen by places: less"), "steps", default=()),
            ),
            _rank,
            _("by place within the peer group, and by the change of place"),
            is_ranked=True,
        ),
        Method(
            "bonus",
            (Param("per_case", _("more for each"), lowest=_ZERO), Param("cap", _("at most given"), lowest=_ZERO)),
            _bonus,
            _("points for each recognition that is proved and approved, at most the cap"),
        ),
        Method(
            "veto",
            (
                Param("deduction", _("less"), default="30", lowest=_ZERO),
                Param("fails", _("the grade is failed"), "yes_no", default=True),
            ),
            _veto,
            _("a fixed deduction, and the lowest grade where the scheme says so"),
        ),
        Method(
            "manual",
            (Param("per_problem", _("less for each problem"), default="1", lowest=_ZERO), _AGAIN),
            _manual,
            _("weight − points for each problem found on the spot, those not put right counted again"),
        ),
    )
}  # fmt: skip


def points(method: str, params: Mapping[str, Any], weight: Fraction, measured: Measured) -> Fraction | None:
    """Return what a method gives; None: no data. ``params`` as ``read_params`` returns them."""
    return METHODS[method].gives(params, weight, measured)
