"""Runs: the page of one, its actions, preparing a new one or a correction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessment.machine.runs import RUNS
from assessment.models import AssessmentRun, AssessmentScheme
from assessment.pages.run_forms import NewRunForm, days_of
from assessment.pages.run_words import LIST, WORDS
from assessment.queries.run_plans import grade_names
from assessment.queries.run_units import (
    grade_counts,
    objections_visible,
    oversees,
    report_counts,
    sees_points,
    supplied_reports,
    units_visible,
)
from assessment.queries.runs import progress_of
from assessment.services.runs import NewRun, prepare_run
from grids.queries.limits import name_of_stage, words_of_term
from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.matters.machine import Action
from pingan.web.context import NavigationItem
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction, MatterDetail, detail_at

LARGEST_ID = 2**63 - 1


def run_at(page: Any, pk: int) -> AssessmentRun:
    """Return the run of an address; NotFound outside the actor's scope."""
    found: AssessmentRun = detail_at("run", page.actor, pk)
    return found


def _facts(run: AssessmentRun) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = [
        (pgettext("run", "By which scheme"), str(run.scheme)),
        (_("Period of the assessment"), f"{run.since:%Y-%m-%d} – {run.until:%Y-%m-%d}"),
        (_("Reports until"), f"{run.report_until:%Y-%m-%d}"),
    ]
    if run.correction_of is not None:
        found += [(_("Corrects"), run.correction_of.matter.number), (_("Reason"), run.reason)]
    if run.method_version:
        found.append((_("Version of the methods"), run.method_version))
    if run.input_digest:
        found.append((_("Digest of the data"), run.input_digest[:16]))
    if run.result_digest:
        found.append((_("Digest of the result"), run.result_digest[:16]))
    return found


def _numbers(actor: Actor, run: AssessmentRun) -> list[dict[str, Any]]:
    """Return the numbers on the page of a run, each leading to its list."""
    state, is_body = run.matter.state, allows(actor, "manage", run) or allows(actor, "decide", run)
    units = reverse("assessment:run_unit_list", args=[run.pk])
    tiles = [{"label": _("Assessed"), "value": units_visible(actor, run).count(), "url": units}]
    waiting = supplied_reports(actor, run).filter(state="reported").count()
    if state == "collecting" and waiting:
        url = reverse("assessment:run_confirmations", args=[run.pk])
        tiles.append({"label": _("Reports to confirm"), "value": waiting, "url": url, "tone": "yellow"})
    if is_body and state not in {"prepared", "computing"}:
        counts = report_counts(run)
        url = reverse("assessment:run_confirmations", args=[run.pk])
        tiles.append({"label": _("Reports"), "value": sum(counts.values()), "url": url})
    if state in {"preliminary", "final"}:
        rows = objections_visible(actor, run)
        url = reverse("assessment:run_objections", args=[run.pk])
        tiles.append({"label": _("Objections"), "value": rows.count(), "url": url})
    return tiles


class RunDetail(MatterDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("prepared", "collecting", "computing", "reviewing", "preliminary", "final")
    action_name = "assessment:run_action"
    parts = "assessment/run/_parts.html"
    stage_label = staticmethod(name_of_stage)
    term_in_words = staticmethod(words_of_term)

    def particulars(self, detail: AssessmentRun) -> Mapping[str, Any]:
        """Return what is particular to a run: numbers, progress, own units, grades."""
        state = detail.matter.state
        is_body = allows(self.actor, "manage", detail)
        own = (
            [] if self.actor.has("run.view_area") and is_body else list(units_visible(self.actor, detail)[:2])
        )
        grades = grade_counts(self.actor, detail) if sees_points(self.actor, detail) else {}
        return {
            "run": detail,
            "facts": _facts(detail),
            "tiles": _numbers(self.actor, detail),
            "progress": progress_of(detail) if state == "computing" else None,
            "own": own if state != "final" else [],
            "grades": [
                (name, grades[code]) for code, name in grade_names(detail.scheme).items() if code in grades
            ],
            "what_if_url": reverse("assessment:run_what_if", args=[detail.pk])
            if detail.computed_at is not None and oversees(self.actor, detail)
            else "",
            "file_url": reverse("assessment:run_file", args=[detail.pk])
            if detail.computed_at is not None and allows(self.actor, "export", detail)
            else "",
            "correct_url": f"{reverse('assessment:run_new')}?correction_of={detail.pk}"
            if state == "final" and is_body
            else "",
        }


class RunProgress(MatterPage):
    """How far computing is; asked again every two seconds while it goes on."""

    spec = LIST
    duty = LIST.duty
    template_name = "assessment/run/_progress.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = run_at(self, pk)
        if run.matter.state != "computing":
            answer = HttpResponse(status=204)
            answer["HX-Refresh"] = "true"
            return answer
        return self.render({"run": run, "progress": progress_of(run)})


class RunAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = RUNS
    words = WORDS

    def proposed(self, action: Action, detail: AssessmentRun) -> dict[str, Any]:
        """Return the days as they are."""
        names = {"edit": ("since", "until", "report_until"), "extend": ("report_until",)}
        return {name: getattr(detail, name) for name in names.get(action.name, ())}

    def hint(self, action: Action, detail: AssessmentRun) -> str:
        """Return what must be known before anything is typed."""
        return {
            "lock": _("From now on nothing is reported any more; figures, records and evidence are frozen."),
            "announce": _("Every unit sees its own scores and may object within the term of the scheme."),
            "finalise": _("Final is final: nothing of this run can be changed any more, by anybody."),
        }.get(action.name, "")


class NewRunPage(MatterPage):
    """The form of a new run; what was typed comes back with every refusal."""

    duty = "run.manage"
    template_name = "assessment/run/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        corrected = self._corrected(request)
        if corrected is not None:
            names = ("since", "until", "report_until")
            initial = {name: getattr(corrected, name) for name in names}
            initial |= {
                "scheme": corrected.scheme_id,
                "correction_of": corrected.pk,
                "title": corrected.matter.title,
            }
        else:
            rows = visible_to(AssessmentScheme, self.actor).filter(
                region_id=self.actor.region_id or 0, published_at__isnull=False
            )
            initial = days_of(rows.first())
        return self._form(NewRunForm(actor=self.actor, initial=initial), corrected)

    def _corrected(self, request: HttpRequest) -> AssessmentRun | None:
        key = request.GET.get("correction_of", "")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        try:
            return run_at(self, int(key))
        except NotFound:
            return None

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewRunForm(request.POST, actor=self.actor)
        if form.is_valid():
            try:
                run = prepare_run(actor=self.actor, data=NewRun(**form.cleaned_data))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Prepared as %(number)s.") % {"number": run.matter.number})
                return self.sent(reverse("assessment:run_detail", args=[run.pk]))
        return self._form(form, None, status=422)

    def _form(self, form: NewRunForm, corrected: AssessmentRun | None, *, status: int = 200) -> HttpResponse:
        return self.render({"form": form, "corrected": corrected}, status=status)


def runs_menu(actor: Actor) -> list[NavigationItem]:
    """Return the assessments for everybody whose business they are."""
    if not actor.has("run.see"):
        return []
    return [
        NavigationItem(
            _("Assessments"), reverse("assessment:run_list"), "check-circle", "oversight", on_phone=False
        )
    ]


urlpatterns = [
    *list_addresses("assessment/runs/", LIST),
    path("assessment/runs/new/", NewRunPage.as_view(), name="run_new"),
    path("assessment/runs/<int:pk>/", RunDetail.as_view(), name="run_detail"),
    path("assessment/runs/<int:pk>/progress/", RunProgress.as_view(), name="run_progress"),
    path("assessment/runs/<int:pk>/actions/<slug:name>/", RunAction.as_view(), name="run_action"),
]
