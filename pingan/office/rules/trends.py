"""A period cut into days, weeks or months, so that a line has few enough points to be read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pingan.common.figures import Tally
from pingan.common.periods import Period
from pingan.office.rules.spans import first_of_month, next_month

#: A line of more points than this is no line any more.
_MOST_POINTS = 62


class Step(StrEnum):
    """How long one point of a line is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Point:
    """A figure over one step; the first and the last step may be cut by the period."""

    period: Period
    tally: Tally


def step_of(period: Period) -> Step:
    """Return the shortest step by which the period has few enough points."""
    days = (period.until - period.since).days + 1
    if days <= _MOST_POINTS:
        return Step.DAY
    return Step.WEEK if days <= 7 * _MOST_POINTS // 2 else Step.MONTH


def beginning_of(day: date, step: Step) -> date:
    """Return the first day of the step in which a day lies; weeks begin on Monday."""
    if step is Step.DAY:
        return day
    return first_of_month(day) if step is Step.MONTH else day - timedelta(days=day.weekday())


def _after(first: date, step: Step) -> date:
    if step is Step.MONTH:
        return next_month(first)
    return first + timedelta(days=1 if step is Step.DAY else 7)


def points_of(period: Period, step: Step, days: Iterable[tuple[date, Tally]], empty: Tally) -> list[Point]:
    """Put days together into the points of a line; a step without records is a point all the same."""
    sums: dict[date, Tally] = {}
    for day, tally in days:
        first = beginning_of(day, step)
        sums[first] = sums.get(first, empty) + tally
    found = []
    first = beginning_of(period.since, step)
    while first <= period.until:
        after = _after(first, step)
        whole = Period(max(first, period.since), min(after - timedelta(days=1), period.until))
        found.append(Point(whole, sums.get(first, empty)))
        first = after
    return found


def value_of(tally: Tally) -> float | None:
    """Return what a line or a column shows: the count, of a share its per cent; None where there is no whole."""
    if tally.whole is None:
        return tally.part
    return round(tally.part / tally.whole * 100, 1) if tally.whole else None


def steps_of(values: Mapping[str, float], most: int) -> tuple[float, ...]:
    """Return the upper bounds of at most ``most`` classes with about as many places in each, equal values together."""
    ordered = sorted(values.values())
    if not ordered:
        return ()
    bounds = {ordered[min(len(ordered) * place // most, len(ordered)) - 1] for place in range(1, most + 1)}
    return tuple(sorted({*bounds, ordered[-1]}))[-most:]


def class_of(value: float, bounds: tuple[float, ...]) -> int:
    """Return the class of a value, from 1."""
    return next((place for place, bound in enumerate(bounds, start=1) if value <= bound), len(bounds))
