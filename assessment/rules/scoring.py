"""What a unit earns: from its numbers and reports to points for each indicator, and places among its peers. Pure.

Two steps, since a place needs the values of all peers: ``score_unit`` gives everything but points by place,
``place_scores`` those. The same functions compute a run, recompute it, and answer what if.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from assessment.rules.derivation import Node, leaves, redistributed
from assessment.rules.expressions import Expression, Number
from assessment.rules.methods import METHODS, Measured, points, rounded

_ZERO = Fraction(0)
#: Sources that give nothing where nothing was reported, instead of being no data.
_NOTHING_MEANS_NONE = frozenset({"deduction", "bonus", "veto"})
#: Methods whose second reported number says how many of the cases count again.
_REPEATING = frozenset({"deduct_per_case", "manual"})
#: Methods of a rate or a share, which few cases make unsteady.
_COUNTING = frozenset({"rate_per_10k", "ratio", "threshold_step"})
NO_DATA, FEW, MORE_WEIGHT, NOT_REPORTED = "no_data", "few", "more_weight", "not_reported"


@dataclass(frozen=True)
class Item:
    """One indicator that is scored. ``params`` as ``read_params`` returns them."""

    key: int
    code: str
    source: str
    method: str
    params: Mapping[str, Any]
    weight: Fraction
    expression: Expression | None = None

    @property
    def is_ranked(self) -> bool:
        """Say whether its points need the places of all peers."""
        return METHODS[self.method].is_ranked

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Return the names of what its expression reads, and of each figure both counts."""
        names: dict[str, None] = {}
        for name in self.expression.names if self.expression else ():
            stem, _dot, end = name.rpartition(".")
            for each in (f"{stem}.part", f"{stem}.whole") if end in {"part", "whole"} else (name,):
                names[each] = None
        return tuple(names)


@dataclass(frozen=True)
class Plan:
    """A scheme as it is computed: its tree, its scored indicators, what never applies, and below how many is few."""

    nodes: tuple[Node, ...]
    items: tuple[Item, ...]
    never: frozenset[str]
    few: int
    _weights: dict[frozenset[str], dict[str, Fraction]] = field(default_factory=dict, compare=False)

    def weights(self, without: frozenset[str]) -> Mapping[str, Fraction]:
        """Return the weights when some have no data; many units lack the same, so each answer is kept."""
        found = self._weights.get(without)
        if found is None:
            found = self._weights[without] = redistributed(self.nodes, self.never | without)
        return found

    @property
    def full(self) -> Fraction:
        """Return the full score: what all scored indicators weigh, those that do not apply here included."""
        return sum((node.weight for node in leaves(self.nodes) if node.is_scored), _ZERO)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Return the codes of all figures that it reads."""
        codes = (code for item in self.items if item.expression for code in item.expression.figures)
        return tuple(dict.fromkeys(codes))


@dataclass(frozen=True)
class Reported:
    """What was reported for one indicator and stands; None: that number was not given."""

    part: Fraction | None = None
    whole: Fraction | None = None


@dataclass(frozen=True)
class Before:
    """What a unit had for one indicator in the run of the year before."""

    value: Fraction | None = None
    place: int | None = None


@dataclass(frozen=True)
class Scored:
    """The score of one indicator. ``points`` None: no data, or by place and still to come."""

    item: Item
    value: Fraction | None
    numbers: Mapping[str, Number]
    weight: Fraction
    points: Decimal | None
    notes: tuple[str, ...] = ()
    place: int | None = None
    previous_place: int | None = None

    @property
    def counts(self) -> tuple[Number, Number]:
        """Return the counts that stand beside a share: those of the first figure it reads, or what was reported."""
        return counts_in(self.numbers)


def counts_in(numbers: Mapping[str, Number]) -> tuple[Number, Number]:
    """Return both counts of the first figure among numbers, or those of what was reported."""
    for name in numbers:
        stem, _dot, end = name.rpartition(".")
        if stem != "unit" and end in {"part", "whole"}:
            return numbers.get(f"{stem}.part"), numbers.get(f"{stem}.whole")
    return None, None


def score_unit(
    plan: Plan,
    numbers: Mapping[str, Number],
    reports: Mapping[int, Reported],
    before: Mapping[str, Before],
) -> list[Scored]:
    """Return what a unit earned for every indicator, points by place still open."""
    found = [_valued(item, numbers, reports.get(item.key)) for item in plan.items]
    without = frozenset(item.code for item, value, _own, notes in found if value is None and NO_DATA in notes)
    weights = plan.weights(without)
    return [
        _scored(plan, item, value, own, notes, weights.get(item.code, _ZERO), before.get(item.code, Before()))
        for item, value, own, notes in found
    ]


Valued = tuple[Item, Number, dict[str, Number], tuple[str, ...]]


def _valued(item: Item, numbers: Mapping[str, Number], report: Reported | None) -> Valued:
    own = {"own.part": report.part if report else None, "own.whole": report.whole if report else None}
    if item.expression is not None:
        read = {name: own[name] if name in own else numbers.get(name) for name in item.reads}
        value = item.expression.value(read)
    else:
        read = dict(own)
        value = own["own.part"]
    if value is not None:
        return item, value, read, ()
    if item.source == "computed" or (item.source != "reported" and item.source not in _NOTHING_MEANS_NONE):
        return item, None, read, (NO_DATA,)
    if item.source == "reported" and report is not None:
        # Reported, but it comes to nothing that can be divided by.
        return item, None, read, (NO_DATA,)
    none: Number = _ZERO if item.source in _NOTHING_MEANS_NONE else None
    return item, none, read, (NOT_REPORTED,)


def _scored(
    plan: Plan,
    item: Item,
    value: Number,
    own: dict[str, Number],
    notes: tuple[str, ...],
    weight: Fraction,
    last: Before,
) -> Scored:
    earned: Decimal | None = None
    if value is None:
        # Who did not report earns nothing and keeps the weight: silence must not pay.
        earned = rounded(_ZERO) if NOT_REPORTED in notes else None
        return Scored(item, value, own, weight, earned, notes, previous_place=last.place)
    if weight > item.weight:
        notes = (*notes, MORE_WEIGHT)
    if _is_few(plan, item, own):
        notes = (*notes, FEW)
    if not item.is_ranked:
        repeats = own.get("own.whole") if item.method in _REPEATING and item.expression is None else None
        measured = Measured(value=value, repeats=repeats or _ZERO, previous=last.value)
        given = points(item.method, item.params, weight, measured)
        earned = None if given is None else rounded(given)
    return Scored(item, value, own, weight, earned, notes, previous_place=last.place)


def _is_few(plan: Plan, item: Item, numbers: Mapping[str, Number]) -> bool:
    """Say whether a share or rate rests on few cases (domain.md §7.3)."""
    if item.method not in _COUNTING:
        return False
    part, whole = counts_in(numbers)
    counted = part if item.method == "rate_per_10k" else whole
    return counted is not None and counted < plan.few


def place_of(values: Mapping[int, Fraction]) -> dict[int, int]:
    """Return the place of each unit of one peer group by its value, the highest first; ties share the better place."""
    ordered = sorted(values.values(), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return {unit: first[value] for unit, value in values.items()}


def placed(made: Scored, place: int, of: int) -> Scored:
    """Return a score by place with its points."""
    measured = Measured(value=made.value, place=place, of=of, previous_place=made.previous_place)
    given = points(made.item.method, made.item.params, made.weight, measured)
    return replace(made, place=place, points=None if given is None else rounded(given))


def place_scores(group: Mapping[int, Sequence[Scored]]) -> dict[int, list[Scored]]:
    """Return the scores of one peer group with places and the points that follow from them; by unit."""
    ranked = {made.item.key for rows in group.values() for made in rows if made.item.is_ranked}
    places: dict[int, dict[int, int]] = {}
    for key in ranked:
        values = {
            unit: made.value
            for unit, rows in group.items()
            for made in rows
            if made.item.key == key and made.value is not None
        }
        places[key] = place_of(values)
    return {
        unit: [
            placed(made, places[made.item.key][unit], len(places[made.item.key]))
            if made.item.key in ranked and made.value is not None
            else made
            for made in rows
        ]
        for unit, rows in group.items()
    }


def total_of(rows: Iterable[Decimal | None]) -> Decimal:
    """Return a total: the sum of rounded points, without what has no data."""
    return sum((each for each in rows if each is not None), Decimal("0.0000"))


def fails(item: Item, value: Number) -> bool:
    """Say whether a veto is in force that gives the lowest grade."""
    return item.method == "veto" and bool(item.params["fails"]) and value is not None and value > 0
