"""The numbers of a brief: those of the boards, over its period, at this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count
from django.utils import timezone

from grids.queries.rulebook import class_names
from pingan.access.rules import system_actor
from pingan.common.figures import figure, within
from pingan.common.periods import Period
from pingan.office.queries.boards import Place, board, freshness
from pingan.office.queries.trends import line_of
from pingan.office.rules.boards import GROUPS
from pingan.office.rules.brief_facts import ClassLine, Course, Facts, Line, PlaceLine
from pingan.office.rules.brief_periods import cut_steps
from pingan.office.rules.brief_words import CAME_IN
from pingan.office.rules.comparing import period_before
from pingan.office.rules.trends import Point, Step, value_of
from pingan.org.models import Region
from pingan.org.queries import covered_prefixes

#: Two parts of a class's code say what it is about; what lies below is too fine for a brief.
_PARTS = 2


def is_counted_up_to(period: Period) -> bool:
    """Say whether the kept sums know everything that was committed by the end of a period."""
    fresh = freshness().at
    return fresh is not None and fresh >= period.moments[1]


def facts_for(region: Region, period: Period) -> Facts:
    """Count the figures of every board for a division, its places, courses and classes.

    The system looks, so that two people of one body never draft from different numbers; restricted matters are in the
    counts, and nothing here names one.
    """
    # A figure that stands on several boards is told once, with the first of them.
    subjects: dict[str, str] = {}
    for group in GROUPS:
        for code in group.figures:
            subjects.setdefault(code, str(group.label))
    codes = tuple(subjects)
    found = board(system_actor(), code=region.code, period=period, codes=codes)
    lines = tuple(
        Line(one.code, str(one.label), subjects[one.code], one.is_live, value)
        for one, value in zip(found.figures, found.values, strict=True)
    )
    places, own = tuple(_place_line(place, codes) for place in found.places), found.own
    prefixes = covered_prefixes(found.region, timezone.localdate())
    courses = tuple(_course(code, period, prefixes) for code in CAME_IN)
    kept_here = _place_line(own, codes) if own is not None else None
    return Facts(lines, places, courses, tuple(_classes(period, prefixes)), kept_here)


def _place_line(place: Place, codes: tuple[str, ...]) -> PlaceLine:
    # A paper is Chinese whoever drafts it; the board's own line is in the language of its reader.
    name = f"{place.region.name}本级" if place.is_own else place.region.name
    return PlaceLine(place.region.code, name, dict(zip(codes, place.tallies, strict=True)))


def _step_label(point: Point, step: Step) -> str:
    return f"{point.period.since:%Y-%m}" if step is Step.MONTH else f"{point.period.since:%m-%d}"


def _course(code: str, period: Period, prefixes: tuple[str, ...]) -> Course:
    one = figure(code)
    step, now, before = line_of(one, period, prefixes)
    steps = []
    for at, point in enumerate(now):
        # A leap day makes this year's line one step longer.
        then = before[at] if at < len(before) else None
        steps.append(
            (
                _step_label(point, step),
                value_of(point.tally),
                None if then is None else value_of(then.tally),
            )
        )
    return Course(code, str(one.label), tuple(steps), cut_steps([point.period for point in now], step))


def _by_class(code: str, period: Period, prefixes: Iterable[str]) -> Counter[str]:
    one = figure(code)
    path = one.region.replace("region_code", "class_code")
    rows = within(one, one.rows(period), prefixes).order_by().values_list(path)
    found: Counter[str] = Counter()
    for class_code, count in rows.annotate(count=Count(one.record)):
        if class_code:
            found[".".join(class_code.split(".")[:_PARTS])] += count
    return found


def _classes(period: Period, prefixes: tuple[str, ...]) -> Iterator[ClassLine]:
    for code in CAME_IN:
        now = _by_class(code, period, prefixes)
        before = _by_class(code, period_before(period), prefixes)
        names = class_names(now)
        for class_code, count in now.most_common():
            yield ClassLine(code, names.get(class_code, class_code), count, before[class_code])
