"""Places and grades. Pure.

Ties share the better place (1, 2, 2, 4). Grades by bounds, or by bounds with a quota for the best one; the usual
bounds 90, 80, 60 and a quota of 30 per cent are rows of a scheme with their source (domain.md §7.4, L), never
constants of this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Bound:
    """A grade and the lowest total, in per cent of the full score, that earns it."""

    code: str
    from_percent: Fraction


@dataclass(frozen=True)
class GradeRule:
    """Bounds from the best down, the last one 0. ``quota``: the part of a peer group that may earn the best; None: all."""

    bounds: tuple[Bound, ...]
    quota: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuse bounds that do not fall to nothing.

        Raises:
            ValueError: they do not, or a grade stands there twice.

        """
        percents = [bound.from_percent for bound in self.bounds]
        if len(percents) < 2 or percents != sorted(set(percents), reverse=True) or percents[-1] != 0:
            raise ValueError("the bounds of grades fall, the last one to 0")
        if len({bound.code for bound in self.bounds}) != len(self.bounds):
            raise ValueError("each grade stands once")

    @property
    def lowest(self) -> str:
        """Return the grade that nothing is below."""
        return self.bounds[-1].code


def places(totals: Mapping[int, Decimal]) -> dict[int, int]:
    """Return the place of each unit by its total, the highest first; equal totals share the better place."""
    ordered = sorted(totals.values(), reverse=True)
    first = {total: place for place, total in reversed(list(enumerate(ordered, start=1)))}
    return {unit: first[total] for unit, total in totals.items()}


def grade_of(rule: GradeRule, total: Decimal, full: Decimal) -> str:
    """Return the grade by the bounds alone. A total below nothing earns the lowest."""
    percent = Fraction(total) * 100 / Fraction(full)
    return next((bound.code for bound in rule.bounds if percent >= bound.from_percent), rule.lowest)


def grades(
    rule: GradeRule, totals: Mapping[int, Decimal], full: Decimal, failed: Sequence[int] = ()
) -> dict[int, str]:
    """Return the grade of each unit of one peer group. ``failed``: a veto in force gives the lowest, whatever the total.

    Where a quota is full, who shares the last place inside stays out with all who share it: the quota is never exceeded.
    """
    found = {unit: grade_of(rule, total, full) for unit, total in totals.items()}
    found.update(dict.fromkeys((unit for unit in failed if unit in found), rule.lowest))
    if rule.quota is not None:
        best, next_best = rule.bounds[0].code, rule.bounds[1].code
        most = int(rule.quota * len(totals))
        ranked = places({unit: totals[unit] for unit, grade in found.items() if grade == best})
        shared = Counter(ranked.values())
        for unit, place in ranked.items():
            if place + shared[place] - 1 > most:
                found[unit] = next_best
    return found
