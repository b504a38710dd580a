"""The phone's side: what is to be walked, one walk sent as a whole, and what was recorded of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, Patrol, PatrolPlan
from grids.pages.lines import line_of
from grids.pages.patrol_forms import WalkForm, shown_points
from grids.queries.incidents import incidents_visible
from grids.queries.patrol_home import walkable
from grids.queries.patrols import every_point_of, grid_to_send, may_walk, plan_to_send, points_of, visits_of
from grids.services.patrols import record_patrol
from pingan.access.policy import fetch
from pingan.common.errors import Forbidden, Invalid
from pingan.web.pages import Page


class PatrolStart(Page):
    """What this post may walk, what is due first. Holds no names, so a phone may keep it."""

    duty = "patrol.walk"
    is_kept_offline = True
    template_name = "grids/patrol/start.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = walkable(self.actor, timezone.localdate())
        return self.render({"plans": found.plans, "grids": found.grids})


class PatrolWalk(Page):
    """One walk of a plan: tick the points, report what is found, send."""

    duty = "patrol.walk"
    is_kept_offline = True
    template_name = "grids/patrol/walk.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = self._plan(pk)
        return self.show(WalkForm(points=points_of(plan)), plan.grid, plan)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # A phone that was without a network may send after the assignment has ended.
        plan = plan_to_send(self.actor, pk, timezone.localdate())
        points = shown_points(request.POST, every_point_of(plan))
        return self.tried(WalkForm(request.POST, points=points), plan.grid, plan, plan_id=plan.pk)

    def _plan(self, pk: int) -> PatrolPlan:
        return fetch(PatrolPlan, self.actor, pk, "walk", refine=_with_grid)

    def tried(self, form: WalkForm, grid: Grid, plan: PatrolPlan | None, **ground: int) -> HttpResponse:
        """Record it and show what was recorded, or show the form again with what is wrong."""
        if form.is_valid():
            try:
                patrol = record_patrol(actor=self.actor, data=form.walk(**ground))
            except Invalid as error:
                form.put_errors(error)
            else:
                messages.success(self.request, _("The patrol is recorded."))
                return self.sent(reverse("grids:patrol_detail", args=[patrol.pk]))
        return self.show(form, grid, plan, status=422)

    def show(self, form: WalkForm, grid: Grid, plan: PatrolPlan | None, *, status: int = 200) -> HttpResponse:
        """Show the form."""
        context = {
            "form": form,
            "grid": grid,
            "plan": plan,
            "title": plan.title if plan is not None else _("Free patrol"),
            "draft_key": draft_key(self.actor.user_id, plan, grid),
        }
        return self.render(context, status=status)


class PatrolFree(PatrolWalk):
    """A walk without a plan."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(WalkForm(points=()), self._grid(pk), None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = grid_to_send(self.actor, pk, timezone.localdate())
        return self.tried(WalkForm(request.POST, points=()), grid, None, grid_id=grid.pk)

    def _grid(self, pk: int) -> Grid:
        grid = fetch(Grid, self.actor, pk, refine=lambda rows: rows.select_related("region").defer("bbox"))
        if not may_walk(self.actor, grid, timezone.localdate()):
            raise Forbidden(_("You do not work in this grid."))
        return grid


class PatrolDetail(Page):
    """One patrol: which points, what was found, where it was sent from."""

    duty = "patrol.view"
    template_name = "grids/patrol/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        patrol = fetch(
            Patrol,
            self.actor,
            pk,
            refine=lambda rows: rows.select_related("plan", "grid__region", "walked_by").defer(
                "grid__boundary", "grid__bbox", "grid__region__boundary"
            ),
        )
        found = incidents_visible(self.actor).filter(patrol_finding__patrol=patrol)
        visits = visits_of(patrol)
        context = {
            "patrol": patrol,
            "visits": visits,
            "visited": sum(visit.is_visited for visit in visits),
            "findings": [line_of(row) for row in found.order_by("pk")[:50]],
            "draft_key": draft_key(self.actor.user_id, patrol.plan, patrol.grid),
            "is_own": patrol.walked_by_id == self.actor.user_id,
        }
        return self.render(context)


def draft_key(user_id: int | None, plan: PatrolPlan | None, grid: Grid) -> str:
    """Return under which name a device keeps a walk that is not sent."""
    return f"patrol:{user_id}:{f'plan-{plan.pk}' if plan is not None else f'grid-{grid.pk}'}"


def _with_grid(rows: Any) -> Any:
    return rows.select_related("grid__region").defer("grid__boundary", "grid__bbox", "grid__region__boundary")


urlpatterns = [
    path("patrols/start/", PatrolStart.as_view(), name="patrol_start"),
    path("patrols/plans/<int:pk>/walk/", PatrolWalk.as_view(), name="patrol_walk"),
    path("patrols/grids/<int:pk>/walk/", PatrolFree.as_view(), name="patrol_free"),
    path("patrols/walks/<int:pk>/", PatrolDetail.as_view(), name="patrol_detail"),
]
