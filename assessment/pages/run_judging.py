"""What waits in a run for somebody's judgement: reports to confirm, objections to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from assessment.models import Objection, SelfReport
from assessment.pages.run_forms import AnswerForm, ReturnForm
from assessment.pages.runs import LARGEST_ID, run_at
from assessment.queries.run_units import judged_reports, objections_visible, score_objected
from assessment.services.run_reports import confirm, return_report
from assessment.services.run_reviews import dismiss_objection, uphold_objection
from pingan.access.policy import allows, fetch
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of

TONES = {"reported": "yellow", "confirmed": "green", "returned": "red"}


class Confirmations(Page):
    """The reports of a run whose numbers the post's department supplies; for the office all of them."""

    duty = "run.see"
    template_name = "assessment/run/confirmations.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = run_at(self, pk)
        rows = judged_reports(self.actor, run).prefetch_related("files__file")
        page = page_of(rows, order=("-state", "pk"), cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "run": run,
                "rows": [self._row(row) for row in page.rows],
                "is_open": run.matter.state == "collecting",
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )

    def _row(self, row: SelfReport) -> dict[str, Any]:
        is_own = row.reported_by_id == self.actor.user_id
        return {"row": row, "tone": TONES[row.state], "may": not is_own, "files": list(row.files.all())}


class Confirm(Page):
    """Confirm one report."""

    duty = "run.see"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
        found = report_at(self, pk, report_pk)
        confirm(actor=self.actor, report_id=found.pk)
        messages.success(request, _("Confirmed: %(name)s") % {"name": found.unit.name})
        return self.sent(reverse("assessment:run_confirmations", args=[pk]))


def report_at(page: Page, pk: int, report_pk: int) -> SelfReport:
    """Return a report of a run; NotFound outside the actor's scope, or of another run."""
    if report_pk > LARGEST_ID:
        raise NotFound()
    joined = ("unit__run__matter", "unit__run__scheme", "indicator")
    found = fetch(SelfReport, page.actor, report_pk, refine=lambda rows: rows.select_related(*joined))
    if found.unit.run_id != pk:
        raise NotFound()
    return found


class ReturnPage(Page):
    """Return one report with the reason."""

    duty = "run.see"
    template_name = "assessment/run/judge.html"

    def get(self, request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
        return self._show(report_at(self, pk, report_pk), ReturnForm())

    def post(self, request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
        found, form = report_at(self, pk, report_pk), ReturnForm(request.POST)
        if form.is_valid():
            try:
                return_report(actor=self.actor, report_id=found.pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Returned: %(name)s") % {"name": found.unit.name})
                return self.sent(reverse("assessment:run_confirmations", args=[pk]))
        return self._show(found, form, status=422)

    def _show(self, found: SelfReport, form: ReturnForm, *, status: int = 200) -> HttpResponse:
        if not allows(self.actor, "confirm", found):
            raise Forbidden()
        context = {
            "run": found.unit.run,
            "unit": found.unit,
            "indicator": found.indicator,
            "text": found.text,
            "form": form,
            "heading": _("Return a report"),
            "submit": _("Return"),
            "back_url": reverse("assessment:run_confirmations", args=[found.unit.run_id]),
        }
        return self.render(context, status=status)


class Objections(Page):
    """The objections of a run: for the body all, for a unit its own."""

    duty = "run.see"
    template_name = "assessment/run/objections.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = run_at(self, pk)
        page = page_of(
            objections_visible(self.actor, run), order=("pk",), cursor=request.GET.get("cursor", "")
        )
        is_open = run.matter.state == "preliminary"
        rows = [
            {
                "row": row,
                "may": is_open and row.is_upheld is None and allows(self.actor, "answer", row),
                "files": list(row.files.all()),
            }
            for row in page.rows
        ]
        urls = {"previous_url": paged(request, page.previous), "next_url": paged(request, page.next)}
        return self.render({"run": run, "rows": rows, **urls})


class AnswerPage(Page):
    """Answer one objection."""

    duty = "run.see"
    template_name = "assessment/run/judge.html"

    def get(self, request: HttpRequest, pk: int, objection_pk: int) -> HttpResponse:
        return self._show(self._at(pk, objection_pk), AnswerForm())

    def _at(self, pk: int, objection_pk: int) -> Objection:
        if objection_pk > LARGEST_ID:
            raise NotFound()
        joined = ("unit__run__matter", "unit__run__scheme", "indicator")
        found = fetch(Objection, self.actor, objection_pk, refine=lambda rows: rows.select_related(*joined))
        if found.unit.run_id != pk:
            raise NotFound()
        if not allows(self.actor, "answer", found):
            raise Forbidden()
        return found

    def post(self, request: HttpRequest, pk: int, objection_pk: int) -> HttpResponse:
        found, form = self._at(pk, objection_pk), AnswerForm(request.POST)
        if form.is_valid():
            try:
                self._answer(found, form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Answered."))
                return self.sent(reverse("assessment:run_objections", args=[pk]))
        return self._show(found, form, status=422)

    def _answer(self, found: Objection, values: dict[str, str]) -> None:
        if values["verdict"] == "uphold":
            uphold_objection(
                actor=self.actor, objection_id=found.pk, answer=values["answer"], points=values["points"]
            )
        else:
            dismiss_objection(actor=self.actor, objection_id=found.pk, answer=values["answer"])

    def _show(self, found: Objection, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        score = score_objected(self.actor, found)
        context = {
            "run": found.unit.run,
            "unit": found.unit,
            "indicator": found.indicator,
            "text": found.text,
            "score": score,
            "form": form,
            "heading": _("Answer an objection"),
            "submit": _("Answer"),
            "back_url": reverse("assessment:run_objections", args=[found.unit.run_id]),
        }
        return self.render(context, status=status)


urlpatterns = [
    path("assessment/runs/<int:pk>/confirmations/", Confirmations.as_view(), name="run_confirmations"),
    path(
        "assessment/runs/<int:pk>/confirmations/<int:report_pk>/confirm/",
        Confirm.as_view(),
        name="run_confirm",
    ),
    path(
        "assessment/runs/<int:pk>/confirmations/<int:report_pk>/return/",
        ReturnPage.as_view(),
        name="run_return",
    ),
    path("assessment/runs/<int:pk>/objections/", Objections.as_view(), name="run_objections"),
    path(
        "assessment/runs/<int:pk>/objections/<int:objection_pk>/answer/",
        AnswerPage.as_view(),
        name="run_answer",
    ),
]
