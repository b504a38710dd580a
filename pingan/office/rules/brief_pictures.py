"""What the charts of a brief draw: series of numbers with their labels. Pure; ``services.brief_charts`` draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pingan.common.figures import Tally
from pingan.office.rules.brief_facts import Course, Facts
from pingan.office.rules.brief_phrases import phrase_of
from pingan.office.rules.brief_words import CAME_IN
from pingan.office.rules.comparing import FEWEST, percent_of

#: Bars beyond these stand in the table alone.
_MOST_PLACES = 15


@dataclass(frozen=True)
class Lines:
    """A course beside that of the year before; None: nothing to draw there."""

    title: str
    labels: tuple[str, ...]
    now: tuple[float | None, ...]
    before: tuple[float | None, ...]


@dataclass(frozen=True)
class Bars:
    """Bars that lie, the first one on top; ``before`` empty: no second bar. ``unit`` follows each number."""

    title: str
    labels: tuple[str, ...]
    now: tuple[float, ...]
    before: tuple[float | None, ...] = ()
    unit: str = ""


Picture = Lines | Bars


def pictures_of(facts: Facts) -> Iterator[Picture]:
    """Return what is drawn of a brief; a picture that would compare nothing is left out."""
    for course in facts.courses:
        if any(step[1] or step[2] for step in course.steps):
            yield _lines(course)
    for code in CAME_IN:
        bars = _places(facts, code)
        if bars is not None:
            yield bars
    shares = _shares(facts)
    if shares is not None:
        yield shares


def _lines(course: Course) -> Lines:
    return Lines(
        f"{course.label}走势（件{f'；{course.note}' if course.note else ''}）",
        tuple(step[0] for step in course.steps),
        tuple(step[1] for step in course.steps),
        tuple(step[2] for step in course.steps),
    )


def _places(facts: Facts, code: str) -> Bars | None:
    line = facts.line(code)
    numbers = [(place.name, place.tallies.get(code, Tally(0, None)).part) for place in facts.places]
    ordered = sorted(((name, count) for name, count in numbers if count), key=lambda pair: -pair[1])
    ordered = ordered[:_MOST_PLACES]
    if line is None or len(ordered) < 2:
        return None
    names, counts = zip(*ordered, strict=True)
    return Bars(f"{line.label}：各地区（件）", names, counts)


def _fit_percent(tally: Tally) -> float | None:
    return percent_of(tally) if (tally.whole or 0) >= FEWEST else None


def _shares(facts: Facts) -> Bars | None:
    """Return the shares that rest on enough cases, beside those of the period before."""
    # What happened in neither period has no bar, and would only stand between those that have one.
    fit = [
        (phrase_of(line.code, line.label).name, now, _fit_percent(line.value.before))
        for line in facts.lines
        if line.value.is_share
        and not line.is_live
        and (now := _fit_percent(line.value.now)) is not None
        and (line.value.now.part or line.value.before.part)
    ]
    if not fit:
        return None
    labels, shares, before = zip(*fit, strict=True)
    return Bars("主要比率：本期与上期", labels, shares, before, "%")
