"""The units of a run: the table of all, the page of one, and what is done to one before the run begins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from assessment.models import AssessedUnit, AssessmentRun, Score
from assessment.pages.run_forms import GroupForm
from assessment.pages.runs import LARGEST_ID, run_at
from assessment.queries.run_plans import grade_names, is_reported, plan_of
from assessment.queries.run_units import Line, lines_of, peer_groups, sees_points, units_visible
from assessment.services.runs import leave_out, regroup
from pingan.access.policy import allows, fetch
from pingan.common.errors import Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of


def unit_at(page: Page, pk: int, unit_pk: int) -> AssessedUnit:
    """Return a unit of a run with its run; NotFound outside the actor's scope, or of another run."""
    if max(pk, unit_pk) > LARGEST_ID:
        raise NotFound()
    joined = ("run__scheme", "run__matter__region", "region", "organ")
    unit = fetch(AssessedUnit, page.actor, unit_pk, refine=lambda rows: rows.select_related(*joined))
    if unit.run_id != pk:
        raise NotFound()
    return unit


class UnitList(Page):
    """All units of a run of which the post may see the place; in groups, once they have places by place."""

    duty = "run.see"
    template_name = "assessment/run/units.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = run_at(self, pk)
        shows = sees_points(self.actor, run)
        rows = units_visible(self.actor, run)
        groups, group = peer_groups(run), request.GET.get("group", "")
        if group in groups:
            rows = rows.filter(peer_group=group)
        if words := request.GET.get("q", "").strip()[:60]:
            rows = rows.filter(name__icontains=words)
        is_placed = shows and run.computed_at is not None
        order = ("peer_group", "place", "pk") if is_placed else ("peer_group", "code", "pk")
        page = page_of(rows, order=order, cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "run": run,
                "matter": run.matter,
                "rows": page.rows,
                "own": self._own(run, page.rows),
                "shows": shows,
                "grades": grade_names(run.scheme),
                "groups": groups,
                "group": group,
                "query": words,
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )

    def _own(self, run: AssessmentRun, rows: list[Any]) -> set[int]:
        return {unit.pk for unit in rows if allows(self.actor, "view", unit)}


class UnitDetail(Page):
    """One unit: every indicator with points, counts, the mean of three years, and what may be done about it."""

    duty = "run.see"
    template_name = "assessment/run/unit.html"

    def get(self, request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
        return self.show(unit_at(self, pk, unit_pk))

    def post(self, request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
        """Put it into another peer group, or leave it out; only while the run is prepared."""
        unit = unit_at(self, pk, unit_pk)
        if "leave_out" in request.POST:
            leave_out(actor=self.actor, unit_id=unit.pk)
            messages.success(request, _("Left out: %(name)s") % {"name": unit.name})
            return self.sent(reverse("assessment:run_unit_list", args=[pk]))
        form = GroupForm(request.POST)
        if form.is_valid():
            try:
                regroup(actor=self.actor, unit_id=unit.pk, peer_group=form.cleaned_data["peer_group"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return self.sent(reverse("assessment:run_unit", args=[pk, unit_pk]))
        return self.show(unit, form, status=422)

    def show(self, unit: AssessedUnit, form: GroupForm | None = None, *, status: int = 200) -> HttpResponse:
        run = unit.run
        may = {name: allows(self.actor, name, unit) for name in ("report", "object", "review")}
        reported = {item.key for item in plan_of(run.scheme_id).items if is_reported(item)}
        is_prepared = run.matter.state == "prepared"
        return self.render(
            {
                "run": run,
                "unit": unit,
                "shows": sees_points(self.actor, run) and unit.total is not None,
                "grade": grade_names(run.scheme).get(unit.grade, ""),
                "lines": [
                    self._line(unit, line, may, line.indicator.pk in reported)
                    for line in lines_of(self.actor, unit)
                ],
                "form": form or (GroupForm(initial={"peer_group": unit.peer_group}) if is_prepared else None),
                "may_review": may["review"],
                "notes": dict(Score.Note.choices),
                "is_final": run.final_at is not None,
            },
            status=status,
        )

    def _line(self, unit: AssessedUnit, line: Line, may: dict[str, bool], is_asked: bool) -> dict[str, Any]:  # noqa: FBT001 - a fact of the line
        run, score, key = unit.run, line.score, line.indicator.pk
        where = [run.pk, unit.pk, key]
        is_confirmed = line.report is not None and line.report.state == "confirmed"
        notes = dict(Score.Note.choices)
        return {
            "line": line,
            "notes": [notes[code] for code in score.notes if code != "few"] if score is not None else [],
            "is_few": score is not None and "few" in score.notes,
            "is_changed": bool(line.changes),
            "trace_url": reverse("assessment:run_trace", args=where) if score is not None else "",
            "report_url": reverse("assessment:run_report", args=where)
            if may["report"] and is_asked and not is_confirmed
            else "",
            "object_url": reverse("assessment:run_object", args=where)
            if may["object"] and (line.objection is None or line.objection.is_upheld is not None)
            else "",
            "change_url": reverse("assessment:run_change", args=where)
            if may["review"] and score is not None and run.matter.state == "reviewing"
            else "",
            "is_asked": is_asked,
            "evidence": list(line.report.files.all()) if line.report is not None else [],
            "objected": list(line.objection.files.all()) if line.objection is not None else [],
        }


urlpatterns = [
    path("assessment/runs/<int:pk>/units/", UnitList.as_view(), name="run_unit_list"),
    path("assessment/runs/<int:pk>/units/<int:unit_pk>/", UnitDetail.as_view(), name="run_unit"),
]
