"""One entry of a register from the phone: the form alone, kept for when there is no network."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.registers.models import RegisterReport
from pingan.registers.pages.entry_writing import EntryNew
from pingan.registers.pages.report_forms import put_errors
from pingan.registers.queries.quick import quick_reports
from pingan.registers.services.entries import add_entry


class QuickEntry(EntryNew):
    """A new entry. No version is asked for: entries are added one beside the other, also two that waited in a phone."""

    is_kept_offline = True
    template_name = "registers/entry/quick.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:  # type: ignore[override]
        reports = self._reports(code)
        if not reports:
            return self.render({"heading": _("No register is kept here"), "nothing": True})
        wanted = request.GET.get("unit", "")
        chosen = next((row for row in reports if str(row.unit_id) == wanted), reports[0])
        if "sent" in request.GET:
            return self.render(self._shown(chosen) | {"report": chosen, "is_sent": True})
        return self._show(reports, chosen, self.empty_form(chosen))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:  # type: ignore[override]
        reports = self._reports(code)
        named = request.POST.get("report", "")
        chosen = next((row for row in reports if str(row.pk) == named), None)
        if chosen is None:
            raise Invalid({"report": _("This register is not yours, or it was closed meanwhile.")})
        form, values = self.form_sent(chosen)
        try:
            add_entry(actor=self.actor, report_id=chosen.pk, values=values)
        except Invalid as error:
            loose = put_errors(form, [], error)
            return self._show(reports, chosen, form, loose=loose, status=422)
        # Said on the page that follows: a message would be spent on the script that sends for the phone.
        return self.sent(f"{reverse('registers:quick_entry', args=[code])}?sent=1&unit={chosen.unit_id}")

    def _reports(self, code: str) -> list[RegisterReport]:
        return quick_reports(self.actor, code[:40])

    def _show(
        self,
        reports: list[RegisterReport],
        chosen: RegisterReport,
        form: Any,
        *,
        loose: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        shown = {"reports": reports, "report": chosen, "form": form, "loose": loose}
        return self.render(self._shown(chosen) | shown, status=status)

    def _shown(self, report: RegisterReport) -> dict[str, Any]:
        definition = report.round.definition
        return {
            "heading": str(definition),
            "again_url": f"{reverse('registers:quick_entry', args=[definition.code])}?unit={report.unit_id}",
            "entries_url": f"{reverse('registers:entry_list')}?definition={definition.code}",
            "draft_key": f"quick:{self.actor.user_id}:{definition.code}",
        }


urlpatterns = [path("registers/quick/<slug:code>/", QuickEntry.as_view(), name="quick_entry")]
