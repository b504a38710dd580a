"""A period cut into days, weeks or months, so that a line has few enough points to be read. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

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


@dataclass(frozen=True)
class Band:
    """A class of a map: its least and its largest value as they are found, how dark it is (1 to 5), how many places."""

    low: float
    high: float
    tone: int
    places: int


#: How dark so many classes are: few stand far apart, and the largest is always the darkest.
_TONES: Mapping[int, tuple[int, ...]] = {
    1: (5,),
    2: (3, 5),
    3: (2, 4, 5),
    4: (2, 3, 4, 5),
    5: (1, 2, 3, 4, 5),
}


def bands_of(values: Iterable[float], most: int) -> tuple[Band, ...]:
    """Return at most ``most`` classes, the lowest first. Zero is a class of its own, as is each value where they are few.

    Else each holds about as many different values; a class never begins with zero, nor does it share a value with another.
    """
    counts = Counter(values)
    zeros = counts.pop(0, 0)
    room = most - bool(zeros)
    distinct = sorted(counts)
    number = min(room, len(distinct))
    edges = [len(distinct) * at // number for at in range(number + 1)] if number else []
    found = [
        Band(lot[0], lot[-1], tone, sum(counts[value] for value in lot))
        for tone, lot in zip(
            _TONES[number] if number else (), (distinct[a:b] for a, b in pairwise(edges)), strict=True
        )
    ]
    return (*([Band(0, 0, 1, zeros)] if zeros else []), *found)


def tone_of(value: float, bands: Iterable[Band]) -> int:
    """Return how dark a place is; 0 for a value of no class."""
    return next((band.tone for band in bands if band.low <= value <= band.high), 0)
