"""The drill-down by area: for each place below a division, what came in and what became of it.

Every number is the count of a list with the same filters over the same visible rows. Three queries whatever the
number of places: one grouped over incidents, one over missed terms, one over grids with gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from grids.models import Incident
from grids.models.incidents import Satisfaction
from grids.queries.compliance import grids_without_full_time_worker
from grids.queries.figures import ASKED, CLOSED, JUDGED, MISSED_TERM, SAID_SOLVED, SATISFIED, SOLVED
from grids.queries.filters import IncidentFilterSet
from grids.queries.grids import grids_visible
from grids.queries.incidents import incidents_visible
from grids.queries.waiting import overdue_q
from grids.rules.figures import Tally
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.matters.models import Clock
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of

_COLUMNS = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}
#: What each number adds to the filters of its place and period, in the names of the incident list.
FILTERS: Mapping[str, Mapping[str, str]] = {
    "intake": {},
    "handling": {"closed": "false"},
    "overdue": {"closed": "false", "overdue": "true"},
    "returned": {"state": "returned"},
    "closed": {"state": "closed"},
    "solved": {"state": "closed", "is_solved": "true"},
    "said_solved": {"evaluated_solved": "true"},
    "satisfied": {"satisfaction": Satisfaction.SATISFIED.value},
}


@dataclass(frozen=True)
class Place:
    """One line: a division or a grid, its counts, and grids without a full-time worker (Article 15).

    ``place`` are the filters that the place adds to a list. ``gaps`` None: a single grid has no sum.
    """

    name: str
    code: str
    place: Mapping[str, str]
    tally: Tally
    gaps: int | None
    can_open: bool


@dataclass(frozen=True)
class Overview:
    """A division with the places inside it. ``total`` holds everything in the division, placed further or not."""

    region: Region
    path: tuple[Region, ...]
    since: date
    until: date
    total: Place
    places: tuple[Place, ...]


def _rows(actor: Actor, query: Mapping[str, str], now: datetime) -> QuerySet[Incident]:
    data = QueryDict(mutable=True)
    data.update(query)
    found = IncidentFilterSet(data, incidents_visible(actor), actor=actor, now=now)
    if not found.is_valid():
        raise ValueError(dict(found.errors))
    rows: QuerySet[Incident] = found.qs
    return rows.select_related(None).defer(None).order_by()


def _tallies(rows: QuerySet[Incident], column: str, now: datetime) -> dict[Any, Tally]:
    """Group visible rows by a column of the matter: one query over incidents, one over missed terms."""
    grouped = rows.values_list(f"matter__{column}").annotate(
        intake=Count("pk"),
        handling=Count("pk", filter=Q(matter__closed_at=None)),
        overdue=Count("pk", filter=Q(matter__closed_at=None) & overdue_q(now)),
        returned=Count("pk", filter=Q(matter__state="returned")),
        closed=Count("pk", filter=CLOSED),
        solved=Count("pk", filter=CLOSED & SOLVED),
        said_solved=Count("pk", filter=SAID_SOLVED),
        judged=Count("pk", filter=JUDGED),
        satisfied=Count("pk", filter=SATISFIED),
        asked=Count("pk", filter=ASKED),
    )
    missed = dict(
        Clock.objects.filter(MISSED_TERM, matter__in=rows.filter(CLOSED).values("pk"))
        .order_by()
        .values_list(f"matter__{column}")
        .annotate(matters=Count("matter_id", distinct=True))
    )
    return {
        key: Tally(
            intake=intake,
            handling=handling,
            overdue=overdue,
            returned=returned,
            closed=ended,
            missed=missed.get(key, 0),
            solved=solved,
            said_solved=said_solved,
            judged=judged,
            satisfied=satisfied,
            asked=asked,
        )
        for key, intake, handling, overdue, returned, ended, solved, said_solved, judged, satisfied, asked in grouped
    }


def _sum(tallies: Mapping[str, Tally], prefixes: Iterable[str]) -> Tally:
    wanted = tuple(prefixes)
    return sum((tally for code, tally in tallies.items() if code.startswith(wanted)), Tally())


def _gaps(actor: Actor, region: Region, on: date) -> dict[str, int]:
    """Count grids that break Article 15's hard rule by their village, as the list of grids finds them."""
    rows = grids_without_full_time_worker(actor, on).filter(region__code__startswith=region.prefix)
    counted = rows.order_by().select_related(None).values_list("region__code").annotate(gaps=Count("pk"))
    return dict(counted)


def _divisions(
    actor: Actor, region: Region, rows: QuerySet[Incident], now: datetime, on: date
) -> tuple[list[Place], Tally, int]:
    children = list(children_of(region, on=on).order_by("code"))
    prefixes = prefixes_of(children, on)
    # Where a division came from elsewhere its old, longer code decides; else the short column is enough.
    own = CODE_WIDTH[min(region.level + 1, 5)]
    width = max([own, *(len(prefix) for all_of in prefixes.values() for prefix in all_of)])
    tallies = _tallies(rows, _COLUMNS[width], now)
    gaps = _gaps(actor, region, on)
    places = [
        Place(
            name=child.name,
            code=child.code,
            place={"region": child.code},
            tally=_sum(tallies, prefixes[child.pk]),
            gaps=sum(count for code, count in gaps.items() if code.startswith(child.prefix)),
            can_open=True,
        )
        for child in children
    ]
    return places, sum(tallies.values(), Tally()), sum(gaps.values())


def _grids(
    actor: Actor, region: Region, rows: QuerySet[Incident], now: datetime, on: date
) -> tuple[list[Place], Tally, int]:
    tallies = _tallies(rows, "grid_id", now)
    grids = grids_visible(actor, on).filter(region__code__in=covered_prefixes(region, on))
    places = [
        Place(
            grid.name, grid.code, {"grid": str(grid.pk)}, tallies.get(grid.pk, Tally()), None, can_open=False
        )
        for grid in grids
    ]
    return places, sum(tallies.values(), Tally()), sum(_gaps(actor, region, on).values())


def overview(
    actor: Actor, *, code: str = "", since: date, until: date, now: datetime | None = None
) -> Overview:
    """Return the overview of a division (blank: the post's own) for incidents reported from ``since`` to
    ``until``, both days included, as they stand ``now``.

    Raises:
        NotFound: see ``region_for``.

    """
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    region = region_for(actor, code)
    period = {"opened_after": since.isoformat(), "opened_before": until.isoformat()}
    rows = _rows(actor, {"region": region.code, **period}, moment)
    below = _grids if region.level >= 5 else _divisions
    places, total, gaps = below(actor, region, rows, moment, today)
    whole = Place(region.name, region.code, {"region": region.code}, total, gaps, can_open=False)
    path = tuple(step for step in path_to(region) if actor.covers(step.code))
    return Overview(region, path, since, until, whole, tuple(places))
