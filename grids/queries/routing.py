"""Which unit a class of incidents goes to in an area, and why."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from grids.models import RoutingRule
from grids.queries.categories import category_path
from grids.rules.choices import Choice, areas_over, choose_route


def route_for(*, category_code: str, region_code: str, on: date | None = None) -> Choice[RoutingRule] | None:
    """Return the rule that names the default unit on a day (default: today); None: a person must choose.

    ``Choice.beaten`` holds the alternatives, strongest first; units that no longer exist are left out.
    """
    day = on or timezone.localdate()
    path = category_path(category_code, day)
    rows = (
        RoutingRule.objects.in_force(day)  # a province has thousands
        .filter(region_code__in=areas_over(region_code), category_code__in=["", *path])
        .select_related("organ")
    )
    alive = [row for row in rows if row.organ.valid_to is None or row.organ.valid_to > day]
    return choose_route(alive, category_path=path, region_code=region_code, on=day)
