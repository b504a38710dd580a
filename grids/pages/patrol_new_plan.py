"""The desk's side: a plan is made for grids of the area."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grids.models import Grid, PatrolPlan
from grids.pages.patrol_errors import put_plan_errors, tell_rows
from grids.pages.patrol_forms import PlanForm, point_rows, points_in
from grids.queries.grids import grids_visible
from grids.services.patrol_plans import MOST_GRIDS, make_plans
from pingan.access.queries import region_for
from pingan.common.errors import Invalid
from pingan.org.models import Region
from pingan.org.queries import children_of
from pingan.registers.queries.entries import in_division
from pingan.web.forms import choose
from pingan.web.pages import Page


def _made_sentence(plan: PatrolPlan) -> str:
    if plan.starts_on <= timezone.localdate():
        return _("The plan is made; what is due stands on the workers' phones.")
    told = {"day": date_format(plan.starts_on, "DATE_FORMAT")}
    return _("The plan is made; from %(day)s on what is due stands on the workers' phones.") % told


class PlanNew(Page):
    """A new plan; larger areas first choose a division, so that the grids can be seen at a glance."""

    duty = "patrol.plan"
    template_name = "grids/patrol/plan_form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        region = self._region()
        grids = self._grids(region)
        if len(grids) > MOST_GRIDS:
            return self._choose(region)
        chosen = request.GET.get("grid", "")
        initial: dict[str, Any] = {"starts_on": timezone.localdate()}
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
            initial["grids"] = [int(chosen)]
        return self._show(self._form(grids, initial=initial), point_rows(), region)

    def post(self, request: HttpRequest) -> HttpResponse:
        region = self._region()
        form, rows = self._form(self._grids(region), request.POST), point_rows(request.POST)
        if form.is_valid() & rows.is_valid():
            try:
                made = make_plans(
                    actor=self.actor, grid_ids=form.cleaned_data["grids"], data=form.plan(points_in(rows))
                )
            except Invalid as error:
                put_plan_errors(form, rows, error)
            else:
                messages.success(request, _made_sentence(made[0]))
                if len(made) == 1:
                    return redirect("grids:patrol_plan", pk=made[0].pk)
                listed = reverse("grids:patrol_plans")
                return redirect(f"{listed}?{urlencode({'region': region.code})}")
        tell_rows(form, rows)
        return self._show(form, rows, region, status=422)

    def _region(self) -> Region:
        return region_for(self.actor, self.request.GET.get("region", "")[:12])

    def _grids(self, region: Region) -> list[Grid]:
        rows = grids_visible(self.actor).filter(in_division(region.code, "region__code"))
        return list(rows[: MOST_GRIDS + 1])

    def _form(self, grids: list[Grid], data: Any = None, **kwargs: Any) -> PlanForm:
        form = PlanForm(data, **kwargs)
        choose(form, "grids", [(grid.pk, grid.name) for grid in grids[:MOST_GRIDS]])
        return form

    def _choose(self, region: Region) -> HttpResponse:
        here = reverse("grids:patrol_plan_new")
        children = [
            (child, f"{here}?{urlencode({'region': child.code})}")
            for child in children_of(region).order_by("code")
        ]
        return self.render({"title": _("New patrol plan"), "region": region, "children": children})

    def _show(self, form: PlanForm, rows: Any, region: Region, *, status: int = 200) -> HttpResponse:
        context = {
            "title": _("New patrol plan"),
            "region": region,
            "form": form,
            "rows": rows,
            "cancel_url": reverse("grids:patrol_plans"),
            "submit_label": _("Make the plan"),
        }
        return self.render(context, status=status)
