"""What lies in a division and in none of the places inside it: the last line of a table whose sums add up."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from grids.models import Grid
from pingan.access.policy import NOTHING, visible_to
from pingan.access.rules import Actor
from pingan.org.queries import children_of, covered_prefixes, prefixes_of, region_by_code

_COLUMNS = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}


def unplaced_q(actor: Actor | None, code: str, on: date | None = None) -> Q:
    """Return the condition on detail rows of matters within a division, as it and the places in it are on a day.

    Of a village it is what lies in none of its grids in force. An unknown division has no places inside.
    """
    region = region_by_code(code.ljust(12, "0"))
    if region is None:
        return Q()
    day = on or timezone.localdate()
    if region.level >= 5:
        grids = visible_to(Grid, actor).filter(
            Grid.in_force_q(day), region__code__in=covered_prefixes(region, day)
        )
        return Q(matter__grid=None) | ~Q(matter__grid_id__in=grids.values("pk"))
    by_column: dict[str, list[str]] = {}
    for prefixes in prefixes_of(list(children_of(region, on=day)), day).values():
        for prefix in prefixes:
            by_column.setdefault(_COLUMNS[len(prefix)], []).append(prefix)
    inside = NOTHING
    for column, codes in by_column.items():
        inside |= Q(**{f"matter__{column}__in": codes})
    return ~inside
