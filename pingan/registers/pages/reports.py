"""Reports: the list with its parts, one report with its history, review, and findings that go further."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import allows, visible_to
from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.common.slots import matter_urls, register_findings, report_leads
from pingan.files.models import StoredFile
from pingan.org.queries import region_by_code
from pingan.registers.machine import REPORT_MOVES
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.pages.entry_lines import entry_line, naming_lines
from pingan.registers.pages.lines import report_line, tone_of
from pingan.registers.pages.references import known_entries
from pingan.registers.pages.shown_values import shown_fields, told_steps
from pingan.registers.pages.writing import CONFLICT_HEADER, leave_to, report_at, seen
from pingan.registers.queries.places import own_name
from pingan.registers.queries.references import Named
from pingan.registers.queries.reports import (
    FILTERS,
    ORDER,
    PARTS,
    STATUS,
    listed,
    names_of_regions,
    told_values,
)
from pingan.registers.queries.rounds import definition_name, findings_of, readable_matters, rounds_visible
from pingan.registers.rules import FieldSpec, not_written_down
from pingan.registers.services.answers import specs_of
from pingan.registers.services.reports import review_report
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.tables import address, bounded_count, page_of, plain_query


class ReportList(Page):
    duty = "registers.view"
    template_name = "registers/report/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.copy()
        query.setdefault("part", "all" if query.get("round") or query.get("status") else "mine")
        found = listed(self.actor, query)
        is_good = found.is_valid()
        rows = found.qs if is_good else found.queryset.none()
        piece = page_of(rows, order=ORDER, cursor=query.get("cursor", ""))
        kept = plain_query(query, known=FILTERS)
        row = rounds_visible(self.actor).filter(pk=found.form.cleaned_data.get("round") or 0).first()
        context = {
            "lines": [report_line(self.actor, report) for report in piece.rows],
            "count": bounded_count(rows),
            "tabs": [
                {"label": label, "url": address(query, part=key), "is_current": query["part"] == key}
                for key, label in PARTS
            ],
            "part": query["part"],
            "query": query.get("q", ""),
            "hidden": [(name, value) for name, values in kept.items() if name != "q" for value in values],
            "chips": _chips(query, row),
            "faults": [str(text) for texts in found.form.errors.values() for text in texts]
            if not is_good
            else [],
            "round": row,
            "export_url": f"{reverse('registers:report_export')}?{query.urlencode()}"
            if row is not None and self.actor.has("registers.export")
            else "",
            "previous_url": address(query, cursor=piece.previous) if piece.previous else None,
            "next_url": address(query, cursor=piece.next) if piece.next else None,
        }
        return self.render(context)


def _chips(query: Any, row: Any) -> list[dict[str, Any]]:
    words = {
        "round": row.title if row is not None else "",
        "status": STATUS[query["status"]][0] if query.get("status") in STATUS else "",
        "region": getattr(region_by_code(query.get("region", "")), "name", ""),
        "at": own_name(str(query.get("at", ""))),
        "definition": definition_name(query.get("definition", "")),
        "lacking": _("not answered with yes") if query.get("lacking") else "",
        "q": query.get("q", ""),
    }
    return [{"label": word, "url": address(query, **{name: None})} for name, word in words.items() if word]


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What must be mended"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to return the report; the unit reads it."),
        required=False,
    )


class ReportDetail(Page):
    duty = "registers.view"
    template_name = "registers/report/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(report_at(self, pk, "view"), ReviewForm())

    def show(
        self, report: RegisterReport, form: ReviewForm, *, status: int = 200, conflict: str = ""
    ) -> HttpResponse:
        own, finding_fields = specs_of(report)
        findings = list(findings_of(self.actor, report.pk))
        for finding in findings:
            finding.report = report
        valued = [(own, report.values), *((finding_fields, row.values) for row in findings)]
        known = known_entries(self.actor, valued)
        regions = {
            str(values.get(spec.code))
            for specs, values in valued
            for spec in specs
            if spec.type == "region" and values.get(spec.code)
        }
        names = names_of_regions(regions) if regions else {}
        keys = list(report.files.values_list("file_id", flat=True))
        files = (
            {row.pk: row for row in visible_to(StoredFile, self.actor).filter(pk__in=keys)} if keys else {}
        )
        is_open = report.round.state == "open" and report.erased_at is None
        is_kept, today = report.round.definition.is_standing, timezone.localdate()
        may_review = is_open and allows(self.actor, "review", report)
        context = {
            "report": report,
            "round": report.round,
            "tone": tone_of(report),
            "facts": shown_fields(own, told_values(self.actor, report, own), names, files, known),
            "findings": [] if is_kept else self._findings(report, findings, finding_fields, (names, known)),
            "entries": [entry_line(row, today) for row in findings if row.settled_on is None]
            if is_kept
            else [],
            "has_settled": any(row.settled_on is not None for row in findings),
            "is_kept": is_kept,
            "missing": not_written_down(own, report.values, report.finding_count) if finding_fields else None,
            "steps": told_steps(report),
            "may_write": is_open
            and report.state in {"open", "returned"}
            and allows(self.actor, "report", report),
            "may_accept": may_review
            and report.state == "submitted"
            and report.submitted_by_id != self.actor.user_id,
            "may_return": may_review and report.state in {"submitted", "accepted"},
            "leads": [lead for leads_of in report_leads.entries() for lead in leads_of(self.actor, report)],
            "form": form,
            "conflict": conflict,
        }
        return self.render(context, status=status)

    def _findings(
        self,
        report: RegisterReport,
        findings: list[RegisterFinding],
        specs: tuple[FieldSpec, ...],
        told: tuple[dict[str, str], dict[int, Named]],
    ) -> list[dict[str, Any]]:
        matters = readable_matters(self.actor, findings)
        may_refer = (
            report.erased_at is None
            and report.state in {"submitted", "accepted"}
            and (allows(self.actor, "report", report) or allows(self.actor, "review", report))
        )
        targets = [register_findings.get(key) for key in report.round.definition.targets]
        offered = [target for target in targets if target is not None and self.actor.has(target.duty)]
        code, keys = report.round.definition.code, [row.pk for row in findings]
        named_by = naming_lines(self.actor, code, keys, timezone.localdate())
        found = []
        for row in findings:
            matter = matters.get(row.matter_id or 0)
            url = matter_urls.get(matter.kind) if matter is not None else None
            found.append(
                {
                    "row": row,
                    "facts": shown_fields(specs, row.values, told[0], {}, told[1]),
                    "named_by": named_by.get(row.pk, []),
                    "matter": matter,
                    "matter_url": url(matter.pk) if url is not None and matter is not None else "",
                    "targets": offered if may_refer and row.matter_id is None else [],
                }
            )
        return found


class ReportReview(ReportDetail):
    duty = "registers.review"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        report = report_at(self, pk, "review")
        form = ReviewForm(request.POST)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        try:
            if not form.errors:
                review_report(
                    actor=self.actor, report_id=pk, action=action, note=note, seen_version=seen(request)
                )
        except Invalid as error:
            add_errors(form, error)
        except (Stale, IllegalAction) as error:
            response = self.show(report_at(self, pk, "view"), form, status=409, conflict=str(error.message))
            response[CONFLICT_HEADER] = "1"
            return response
        if form.errors:
            return self.show(report, form, status=422)
        messages.success(request, _("Done: %(action)s") % {"action": REPORT_MOVES[action].label})
        return leave_to(request, self._next(request, pk))

    def _next(self, request: HttpRequest, pk: int) -> str:
        return reverse("registers:report_detail", args=[pk])


urlpatterns = [
    path("registers/reports/", ReportList.as_view(), name="report_list"),
    path("registers/reports/<int:pk>/", ReportDetail.as_view(), name="report_detail"),
    path("registers/reports/<int:pk>/review/<slug:action>/", ReportReview.as_view(), name="report_review"),
]
