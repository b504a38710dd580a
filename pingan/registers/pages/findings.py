"""A finding that goes further: what is asked besides what it says, and the matter that it becomes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.common.errors import Invalid
from pingan.registers.models import RegisterFinding
from pingan.registers.pages.writing import leave_to
from pingan.registers.rules import FindingTarget
from pingan.registers.services.findings import refer_finding, target_of
from pingan.web.actions import action_form, parse_input
from pingan.web.forms import add_errors
from pingan.web.pages import Page


class FindingRefer(Page):
    duty = "registers.view"
    template_name = "registers/finding/refer.html"

    def get(self, request: HttpRequest, pk: int, target: str) -> HttpResponse:
        row = self._row(pk)
        found = target_of(row, target)
        if row.matter_id is not None:
            return leave_to(request, self._report(row))
        return self._show(row, found, action_form(found, self.actor, row)())

    def post(self, request: HttpRequest, pk: int, target: str) -> HttpResponse:
        row = self._row(pk)
        found = target_of(row, target)
        form = action_form(found, self.actor, row)(request.POST)
        try:
            given = parse_input(found, self.actor, row, request.POST)
            refer_finding(actor=self.actor, finding_id=pk, target=target, given=given)
        except Invalid as error:
            if form.is_valid():
                add_errors(form, error)
            return self._show(row, found, form, status=422)
        messages.success(request, _("Taken further; both know of each other."))
        return leave_to(request, self._report(row))

    def _row(self, pk: int) -> RegisterFinding:
        return fetch(
            RegisterFinding,
            self.actor,
            pk,
            "refer",
            refine=lambda rows: rows.select_related("report__round__definition"),
        )

    def _report(self, row: RegisterFinding) -> str:
        return reverse("registers:report_detail", args=[row.report_id])

    def _show(
        self, row: RegisterFinding, target: FindingTarget, form: forms.Form, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "report": row.report,
            "target": target,
            "form": form,
            "url": reverse("registers:finding_refer", args=[row.pk, target.key]),
            "back_url": self._report(row),
        }
        return self.render(context, status=status)


urlpatterns = [
    path("registers/findings/<int:pk>/become/<slug:target>/", FindingRefer.as_view(), name="finding_refer"),
]
