"""The desk's side: a plan is looked at, edited, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import PatrolPlan, PatrolPoint
from grids.pages.catalogue_forms import ReasonForm
from grids.pages.patrol_errors import put_plan_errors, tell_rows
from grids.pages.patrol_forms import (
    PlanTextForm,
    point_rows,
    points_in,
)
from grids.pages.patrol_lines import standing_badge
from grids.pages.patrol_new_plan import PlanNew
from grids.queries.patrols import occasions_visible, patrols_visible, points_of
from grids.services.patrol_plans import edit_plan, end_plan
from pingan.access.policy import allows, fetch
from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.web.forms import add_errors
from pingan.web.pages import Page

#: Periods and walks that the page of a plan shows; the lists hold the others.
LATEST = 8


def seen_in(request: HttpRequest) -> int | None:
    """Return the version that a form was made from; None: it does not say."""
    text = request.POST.get("seen_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


class PlanDetail(Page):
    duty = "patrol.view"
    template_name = "grids/patrol/plan.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, ReasonForm())

    def row(self, pk: int, verb: str = "view") -> PatrolPlan:
        """Return the plan of the address."""
        return fetch(PatrolPlan, self.actor, pk, verb, refine=_whole)

    def show(self, pk: int, form: ReasonForm, *, status: int = 200, conflict: str = "") -> HttpResponse:
        """Show it with its points, its latest periods and walks."""
        plan, today = self.row(pk), timezone.localdate()
        points = points_of(plan)
        occasions = occasions_visible(self.actor).filter(plan=plan)[:LATEST]
        is_running = plan.runs_on(today) or (plan.starts_on > today and not plan.ended_reason)
        context = {
            "plan": plan,
            "points": points,
            "places": places_of(points),
            "occasions": [(row, *standing_badge(row, today)) for row in occasions],
            "walks": list(patrols_visible(self.actor).filter(plan=plan)[:LATEST]),
            "walks_url": f"{reverse('grids:patrol_walks')}?plan={plan.pk}",
            "is_running": is_running,
            "may_edit": is_running and allows(self.actor, "edit", plan),
            "may_walk": plan.runs_on(today) and allows(self.actor, "walk", plan),
            "form": form,
            "conflict": conflict,
        }
        return self.render(context, status=status)


class PlanEdit(Page):
    duty = "patrol.plan"
    template_name = "grids/patrol/plan_form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = self._plan(pk)
        form = PlanTextForm(initial={"title": plan.title, "instructions": plan.instructions})
        return self._show(plan, form, point_rows(points=points_of(plan)), plan.version)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = self._plan(pk)
        form, rows = PlanTextForm(request.POST), point_rows(request.POST)
        seen = seen_in(request)
        if form.is_valid() & rows.is_valid():
            try:
                edit_plan(
                    actor=self.actor,
                    plan_id=pk,
                    points=points_in(rows),
                    seen_version=seen,
                    **form.cleaned_data,
                )
            except Invalid as error:
                put_plan_errors(form, rows, error)
            except (Stale, IllegalAction) as error:
                fresh = self._plan(pk).version
                return self._show(plan, form, rows, fresh, status=409, conflict=str(error.message))
            else:
                messages.success(request, _("The plan is changed."))
                return redirect("grids:patrol_plan", pk=pk)
        tell_rows(form, rows)
        return self._show(plan, form, rows, seen, status=422)

    def _plan(self, pk: int) -> PatrolPlan:
        return fetch(PatrolPlan, self.actor, pk, "edit", refine=_whole)

    def _show(
        self,
        plan: PatrolPlan,
        form: PlanTextForm,
        rows: Any,
        version: int | None,
        *,
        status: int = 200,
        conflict: str = "",
    ) -> HttpResponse:
        context = {
            "title": plan.title,
            "plan": plan,
            "region": plan.grid.region,
            "form": form,
            "rows": rows,
            "seen_version": version,
            "conflict": conflict,
            "cancel_url": reverse("grids:patrol_plan", args=[plan.pk]),
            "submit_label": _("Save"),
        }
        return self.render(context, status=status)


class PlanEnd(PlanDetail):
    duty = "patrol.plan"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.row(pk, "edit")
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                end_plan(
                    actor=self.actor,
                    plan_id=pk,
                    reason=form.cleaned_data["reason"],
                    seen_version=seen_in(request),
                )
            except Invalid as error:
                add_errors(form, error)
            except (Stale, IllegalAction) as error:
                return self.show(pk, form, status=409, conflict=str(error.message))
            else:
                messages.success(request, _("The plan has ended; what was walked stays."))
                return redirect("grids:patrol_plan", pk=pk)
        return self.show(pk, form, status=422)


def places_of(points: list[PatrolPoint]) -> dict[str, Any]:
    """Return the points that have a place, for the map."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [point.longitude, point.latitude]},
            "properties": {"label": point.name},
        }
        for point in points
        if point.longitude is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def _whole(rows: Any) -> Any:
    return rows.select_related("grid__region", "created_by").defer(
        "grid__boundary", "grid__bbox", "grid__region__boundary"
    )


urlpatterns = [
    path("patrols/plans/new/", PlanNew.as_view(), name="patrol_plan_new"),
    path("patrols/plans/<int:pk>/", PlanDetail.as_view(), name="patrol_plan"),
    path("patrols/plans/<int:pk>/edit/", PlanEdit.as_view(), name="patrol_plan_edit"),
    path("patrols/plans/<int:pk>/end/", PlanEnd.as_view(), name="patrol_plan_end"),
]
