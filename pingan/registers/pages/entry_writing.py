"""The form of one entry of a register: a new one, or another in the place of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.pages.entries import entry_at, may_change
from pingan.registers.pages.references import offered_for
from pingan.registers.pages.report_forms import SpecForm, form_of, put_errors
from pingan.registers.pages.writing import report_at, seen
from pingan.registers.queries.divisions import divisions_for
from pingan.registers.rules import watched_field
from pingan.registers.services.answers import specs_of
from pingan.registers.services.entries import LONGEST_NOTE, add_entry, renew_entry
from pingan.web.pages import Page

PREFIX = "e"


class _EntryForm(Page):
    """The form of one entry."""

    duty = "registers.report"
    template_name = "registers/entry/form.html"

    def form_sent(self, report: RegisterReport) -> tuple[SpecForm, dict[str, Any]]:
        """Return the form as it was sent, and its values."""
        specs = specs_of(report)[1]
        form = form_of(
            specs,
            PREFIX,
            data=self.request.POST,
            regions=divisions_for(report, specs),
            offered=offered_for(self.actor, report, specs),
        )
        values = {
            spec.code: self.request.POST.getlist(f"{PREFIX}-{spec.code}")
            if spec.type == "choices"
            else self.request.POST.get(f"{PREFIX}-{spec.code}", "")
            for spec in specs
        }
        return form, values

    def empty_form(self, report: RegisterReport) -> SpecForm:
        """Return the form of a new entry."""
        specs = specs_of(report)[1]
        offered = offered_for(self.actor, report, specs)
        return form_of(specs, PREFIX, regions=divisions_for(report, specs), offered=offered)

    def tried(
        self,
        report: RegisterReport,
        verb: Callable[[dict[str, Any]], RegisterFinding],
        words: str,
        **shown: Any,
    ) -> HttpResponse:
        """Do it and lead to the entry, or show the form again with what is wrong."""
        form, values = self.form_sent(report)
        try:
            row = verb(values)
        except Invalid as error:
            return self.show(report, form, loose=put_errors(form, [], error), status=422, **shown)
        except (Stale, IllegalAction) as error:
            fresh = report_at(self, report.pk)
            return self.show(fresh, form, conflict=str(error.message), status=409, **shown)
        messages.success(self.request, words)
        return HttpResponseRedirect(reverse("registers:entry_detail", args=[row.pk]))

    def show(
        self, report: RegisterReport, form: SpecForm, *, status: int = 200, **shown: Any
    ) -> HttpResponse:
        """Show the form; the version is the one that it was made from, or the fresh one after a conflict."""
        is_new = not shown.get("conflict")
        version = seen(self.request) if self.request.method == "POST" and is_new else None
        context = {"report": report, "definition": report.round.definition, "form": form}
        return self.render(context | {"version": version or report.version} | shown, status=status)


class EntryNew(_EntryForm):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self._report(pk)
        return self.show(report, self.empty_form(report), **self._words(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report, version = self._report(pk), seen(request)

        def verb(values: dict[str, Any]) -> RegisterFinding:
            return add_entry(actor=self.actor, report_id=pk, values=values, seen_version=version)

        return self.tried(report, verb, _("Added."), **self._words(pk))

    def _report(self, pk: int) -> RegisterReport:
        report = report_at(self, pk)
        if not report.round.definition.is_standing:
            raise IllegalAction(_("This is reported as a whole, not entry by entry."), legal=[])
        return report

    def _words(self, pk: int) -> dict[str, Any]:
        return {"heading": _("Add an entry"), "back_url": reverse("registers:report_detail", args=[pk])}


class EntryRenew(_EntryForm):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = entry_at(self, pk)
        if not may_change(self, row):
            return HttpResponseRedirect(reverse("registers:entry_detail", args=[pk]))
        report = report_at(self, row.report_id)
        specs = specs_of(report)[1]
        watched = watched_field(specs)
        # The day before would be refused; an empty field says that a new one is wanted.
        values = {
            code: value for code, value in row.values.items() if watched is None or code != watched.code
        }
        offered = offered_for(self.actor, report, specs, [(specs, values)])
        regions = divisions_for(report, specs)
        form = form_of(specs, PREFIX, values=values, regions=regions, offered=offered)
        return self.show(report, form, **self._words(row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = entry_at(self, pk)
        report, version = report_at(self, row.report_id), seen(request)
        note = request.POST.get("note", "")

        def verb(values: dict[str, Any]) -> RegisterFinding:
            return renew_entry(
                actor=self.actor, finding_id=pk, values=values, note=note, seen_version=version
            )

        return self.tried(
            report, verb, _("Renewed; the entry before is kept."), note=note, **self._words(row)
        )

    def _words(self, row: RegisterFinding) -> dict[str, Any]:
        return {
            "heading": _("Renew an entry"),
            "lead": _("Change what has changed and name the next day. The entry before stays as it was."),
            "back_url": reverse("registers:entry_detail", args=[row.pk]),
            "asks_note": True,
            "longest_note": LONGEST_NOTE,
        }


urlpatterns = [
    path("registers/entries/<int:pk>/renew/", EntryRenew.as_view(), name="entry_renew"),
    path("registers/reports/<int:pk>/entries/new/", EntryNew.as_view(), name="entry_new"),
]
