"""Coverage of patrols: by plan, and by the places inside a division. Counts of periods, points and grids, never of people.

Every number is the count of the list it opens, with the same conditions over the same visible rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from grids.models import Grid, PatrolPlan
from grids.queries.patrols import (
    COUNTS,
    DONE,
    OccasionFilterSet,
    PatrolFilterSet,
    PointFilterSet,
    missed_q,
    occasions_visible,
    open_q,
    patrols_visible,
    unplanned_grids,
    unvisited_points,
)
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.periods import Period
from pingan.org.models import Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of
from pingan.registers.queries.entries import in_division

#: The numbers of a place, in their order.
_STANDINGS = ("due", "done", "open", "missed")
NUMBERS = (*_STANDINGS, "unvisited", "walks", "unplanned")


@dataclass(frozen=True)
class PlanCoverage:
    """One plan in a period: periods due, done, still to do and missed; points nobody visited; walks; the last one.

    ``last_on`` None: never walked.
    """

    plan: PatrolPlan
    due: int
    done: int
    open: int
    missed: int
    unvisited: int
    walks: int
    last_on: date | None


@dataclass(frozen=True)
class PlaceCoverage:
    """One division in a period, as ``PlanCoverage``; ``unplanned``: grids in which no plan runs today."""

    name: str
    code: str
    level: int
    numbers: Mapping[str, int]
    last_on: date | None


@dataclass(frozen=True)
class Coverage:
    """A division with the places inside it."""

    region: Region
    path: tuple[Region, ...]
    period: Period
    total: PlaceCoverage
    places: tuple[PlaceCoverage, ...]


def _within(rows: QuerySet[Any], of: type[Any], period: Period, **query: str) -> QuerySet[Any]:
    asked = {"since": period.since.isoformat(), "until": period.until.isoformat(), **query}
    found: QuerySet[Any] = of(asked, rows).qs
    return found.select_related(None).defer(None).order_by()


def _stood(rows: QuerySet[Any], column: str, today: date) -> dict[Any, dict[str, int]]:
    """Count periods by what became of them, grouped by a column; one query."""
    counted = rows.values_list(column).annotate(
        # ``done`` is a column of its own, so the counts bear other names.
        are_due=Count("pk", filter=COUNTS),
        are_done=Count("pk", filter=DONE),
        are_open=Count("pk", filter=open_q(today)),
        are_missed=Count("pk", filter=missed_q(today)),
    )
    return {key: dict(zip(_STANDINGS, numbers, strict=True)) for key, *numbers in counted}


def coverage_of_plans(actor: Actor, plans: Sequence[PatrolPlan], period: Period) -> list[PlanCoverage]:
    """Return the numbers of some plans; four queries whatever their number."""
    ids, today = [plan.pk for plan in plans], timezone.localdate()
    occasions = _within(occasions_visible(actor), OccasionFilterSet, period).filter(plan__in=ids)
    stood = _stood(occasions, "plan", today)
    points = unvisited_points(actor, period.since, period.until).filter(plan__in=ids)
    missing = _counted(points, "plan")
    walked = _counted(_within(patrols_visible(actor), PatrolFilterSet, period).filter(plan__in=ids), "plan")
    every = patrols_visible(actor).filter(plan__in=ids).select_related(None).defer(None).order_by()
    last = dict(every.values_list("plan").annotate(last=Max("walked_on")))
    nothing: Mapping[str, int] = {}
    return [
        PlanCoverage(
            plan=plan,
            **{name: stood.get(plan.pk, nothing).get(name, 0) for name in _STANDINGS},
            unvisited=missing.get(plan.pk, 0),
            walks=walked.get(plan.pk, 0),
            last_on=last.get(plan.pk),
        )
        for plan in plans
    ]


def _counted(rows: QuerySet[Any], column: str) -> dict[Any, int]:
    plain = rows.select_related(None).defer(None).order_by()
    return dict(plain.values_list(column).annotate(number=Count("pk")))


@dataclass
class _Sums:
    """Numbers by the code of the village, before they are put together by place."""

    by_code: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    last: dict[str, date] = field(default_factory=dict)

    def add(self, name: str, counts: Mapping[str, int]) -> None:
        for code, number in counts.items():
            self.by_code[code][name] += number

    def of(self, prefixes: Iterable[str]) -> tuple[dict[str, int], date | None]:
        wanted = tuple(prefixes)
        found = {
            name: sum(row[name] for code, row in self.by_code.items() if code.startswith(wanted))
            for name in NUMBERS
        }
        return found, max((day for code, day in self.last.items() if code.startswith(wanted)), default=None)


def _sums(actor: Actor, code: str, period: Period) -> _Sums:
    sums, today = _Sums(), timezone.localdate()
    at = "plan__grid__region__code"
    occasions = _within(occasions_visible(actor), OccasionFilterSet, period, region=code)
    for place, numbers in _stood(occasions, at, today).items():
        sums.by_code[place].update(numbers)
    points = unvisited_points(actor, period.since, period.until)
    sums.add("unvisited", _counted(PointFilterSet({"region": code}, points).qs, at))
    walks = _within(patrols_visible(actor), PatrolFilterSet, period, region=code)
    sums.add("walks", _counted(walks, "grid__region__code"))
    every = PatrolFilterSet({"region": code}, patrols_visible(actor)).qs
    plain = every.select_related(None).defer(None).order_by()
    sums.last = dict(plain.values_list("grid__region__code").annotate(last=Max("walked_on")))
    sums.add("unplanned", _counted(unplanned_in(actor, code), "region__code"))
    return sums


def unplanned_in(actor: Actor, code: str) -> QuerySet[Grid]:
    """Return the grids of a division in which no plan runs today."""
    return unplanned_grids(actor, timezone.localdate()).filter(in_division(code, "region__code"))


def coverage(actor: Actor, *, code: str, period: Period) -> Coverage:
    """Return the coverage of a division (blank: the post's own) and of the places inside it; six queries.

    Raises:
        NotFound: see ``region_for``.

    """
    region, today = region_for(actor, code), timezone.localdate()
    sums = _sums(actor, region.code, period)
    children = list(children_of(region, on=today).order_by("code"))
    prefixes = prefixes_of(children, today)
    places = tuple(
        PlaceCoverage(child.name, child.code, child.level, *sums.of(prefixes[child.pk])) for child in children
    )
    whole = sums.of((*covered_prefixes(region, today), region.code))
    path = tuple(step for step in path_to(region) if actor.covers(step.code))
    return Coverage(
        region, path, period, PlaceCoverage(region.name, region.code, region.level, *whole), places
    )
