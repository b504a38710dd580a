"""Plans and patrols as lists: one set of filters for pages, API and the numbers that open a list.

Filters know areas, grids, plans and days, and nobody's name: patrols are not counted by person (invariant 21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from grids.models import (
    Grid,
    GridAssignment,
    Patrol,
    PatrolOccasion,
    PatrolPlan,
    PatrolPoint,
    PatrolVisit,
)
from grids.queries.filter_fields import KeyFilter
from grids.rules.patrols import LATEST, WALK, WALK_AREA
from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden
from pingan.registers.queries.entries import in_division

_REGION = RegexValidator(r"^36[0-9]{10}\Z")
COUNTS = Q(called_off_on=None)
DONE = COUNTS & Q(done__gte=F("times"))


def open_q(today: date) -> Q:
    """Return the condition: it runs, and a patrol is still due in it."""
    return COUNTS & Q(done__lt=F("times"), period_from__lte=today, period_to__gte=today)


def missed_q(today: date) -> Q:
    """Return the condition: it is over, and was not done."""
    return COUNTS & Q(done__lt=F("times"), period_to__lt=today)


#: What a number of the coverage counts; the list behind it has the same condition.
STANDING: Mapping[str, tuple[Any, Callable[[date], Q]]] = {
    "due": (pgettext_lazy("patrol", "due"), lambda today: COUNTS),
    "done": (pgettext_lazy("patrol", "done"), lambda today: DONE),
    "open": (pgettext_lazy("patrol", "still to do"), open_q),
    "missed": (pgettext_lazy("patrol", "missed"), missed_q),
}


class _InArea(filters.FilterSet):  # type: ignore[misc]
    """``region`` is any division, what it succeeded included."""

    to_grid = "grid"
    region = filters.CharFilter(method="by_region", validators=[_REGION])

    def by_region(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Narrow to a division."""
        return rows.filter(in_division(value, f"{self.to_grid}__region__code"))


class PlanFilterSet(_InArea):
    """``running``: today."""

    grid = KeyFilter(field_name="grid_id")
    running = filters.BooleanFilter(method="by_running")

    def by_running(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Narrow to plans that run today, or to the others."""
        runs = PatrolPlan.running_q(timezone.localdate())
        return rows.filter(runs) if value else rows.exclude(runs)


class PatrolFilterSet(_InArea):
    """``since`` and ``until`` are days of the walk, both included."""

    grid = KeyFilter(field_name="grid_id")
    plan = KeyFilter(field_name="plan_id")
    since = filters.DateFilter(field_name="walked_on", lookup_expr="gte")
    until = filters.DateFilter(field_name="walked_on", lookup_expr="lte")


class OccasionFilterSet(_InArea):
    """``standing`` is one of ``STANDING``; ``since`` and ``until`` are days that the period touches."""

    to_grid = "plan__grid"
    grid = KeyFilter(field_name="plan__grid_id")
    plan = KeyFilter(field_name="plan_id")
    since = filters.DateFilter(field_name="period_to", lookup_expr="gte")
    until = filters.DateFilter(field_name="period_from", lookup_expr="lte")
    standing = filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _q) in STANDING.items()], method="by_standing"
    )

    def by_standing(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Narrow to what a number counts."""
        return rows.filter(STANDING[value][1](timezone.localdate()))


class PointFilterSet(_InArea):
    """The days in which nobody visited them are those of ``unvisited_points``."""

    to_grid = "plan__grid"
    grid = KeyFilter(field_name="plan__grid_id")
    plan = KeyFilter(field_name="plan_id")


def plans_visible(actor: Actor | None) -> QuerySet[PatrolPlan]:
    """Return the plans that the actor may see, with what a row shows."""
    rows = visible_to(PatrolPlan, actor).select_related("grid__region")
    return rows.defer("grid__boundary", "grid__bbox", "grid__region__boundary")


def patrols_visible(actor: Actor | None) -> QuerySet[Patrol]:
    """Return the patrols that the actor may see, with what a row shows."""
    rows = visible_to(Patrol, actor).select_related("plan", "grid__region")
    return rows.defer("grid__boundary", "grid__bbox", "grid__region__boundary")


def occasions_visible(actor: Actor | None) -> QuerySet[PatrolOccasion]:
    """Return the periods in which patrols are due, with plan and grid; those called off are told as such."""
    rows = visible_to(PatrolOccasion, actor).select_related("plan__grid__region")
    return rows.defer("plan__grid__boundary", "plan__grid__bbox", "plan__grid__region__boundary")


def unvisited_points(actor: Actor | None, since: date, until: date) -> QuerySet[PatrolPoint]:
    """Return the points of plans that ran in the period, which nobody visited from ``since`` to ``until``."""
    seen = PatrolVisit.objects.filter(
        point=OuterRef("pk"), is_visited=True, patrol__walked_on__range=(since, until)
    )
    ran = Q(plan__starts_on__lte=until) & (Q(plan__ends_on=None) | Q(plan__ends_on__gte=since))
    rows = visible_to(PatrolPoint, actor).filter(ran, dropped_on=None).exclude(Exists(seen))
    rows = rows.select_related("plan__grid__region")
    return rows.defer("plan__grid__boundary", "plan__grid__bbox", "plan__grid__region__boundary")


def unplanned_grids(actor: Actor | None, on: date) -> QuerySet[Grid]:
    """Return the visible grids in force on a day in which no plan runs."""
    running = PatrolPlan.objects.filter(PatrolPlan.running_q(on), grid=OuterRef("pk"))
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(on)).exclude(Exists(running))
    return rows.select_related("region").defer("boundary", "bbox", "region__boundary")


def every_point_of(plan: PatrolPlan) -> dict[int, PatrolPoint]:
    """Return the points of a plan by key, those dropped included: a form that waited in a phone may still name them."""
    return {point.pk: point for point in plan.points.order_by("order", "pk")}


def points_of(plan: PatrolPlan) -> list[PatrolPoint]:
    """Return the points that stand, in their order."""
    return list(plan.points.filter(dropped_on=None).order_by("order", "pk"))


def may_walk(actor: Actor, grid: Grid, on: date) -> bool:
    """Say whether the actor walks this grid on a day: assigned to it then, or of the community around it."""
    if actor.has(WALK_AREA) and actor.covers(grid.region.code):
        return True
    if not actor.has(WALK) or actor.user_id is None:
        return False
    held = GridAssignment.objects.filter(GridAssignment.in_force_q(on), grid=grid, user_id=actor.user_id)
    return held.exists()


def may_still_send(actor: Actor, grid: Grid, today: date) -> bool:
    """Say whether a walk through this grid may still arrive: it is walked today, or was in the days that a phone waits."""
    if may_walk(actor, grid, today):
        return True
    if not actor.has(WALK) or actor.user_id is None:
        return False
    held = GridAssignment.objects.filter(grid=grid, user_id=actor.user_id, valid_to__gt=today - LATEST)
    return held.exists()


def plan_to_send(actor: Actor, pk: int, today: date) -> PatrolPlan:
    """Return the plan of a walk that arrives.

    Raises:
        NotFound, Forbidden: neither now nor lately one's own to walk.

    """
    row: PatrolPlan | None = _with_ground(PatrolPlan.objects.filter(pk=pk), "grid__").first()
    if row is not None and may_still_send(actor, row.grid, today):
        return row
    return fetch(PatrolPlan, actor, pk, "walk")


def grid_to_send(actor: Actor, pk: int, today: date) -> Grid:
    """Return the grid of a free walk that arrives.

    Raises:
        NotFound, Forbidden: neither now nor lately one's own to walk.

    """
    row: Grid | None = _with_ground(Grid.objects.filter(pk=pk), "").first()
    if row is not None and may_still_send(actor, row, today):
        return row
    fetch(Grid, actor, pk)
    raise Forbidden(_("You do not work in this grid."))


def _with_ground(rows: QuerySet[Any], to_grid: str) -> QuerySet[Any]:
    shapes = (f"{to_grid}boundary", f"{to_grid}bbox", f"{to_grid}region__boundary")
    return rows.select_related(f"{to_grid}region").defer(*shapes)


def visits_in_order() -> QuerySet[PatrolVisit]:
    """Return what became of points, in the order of their plan; for those of patrols that may be seen."""
    return PatrolVisit.objects.select_related("point").order_by("point__order", "pk")


def visits_of(patrol: Patrol) -> list[PatrolVisit]:
    """Return what became of each point of a patrol, in the order of the plan."""
    return list(visits_in_order().filter(patrol=patrol))
