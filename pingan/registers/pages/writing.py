"""Writing a report: the form, a finding more, save, hand in; and "nothing found" in two taps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.access.policy import fetch, visible_to
from pingan.common.errors import Busy, IllegalAction, Invalid, Stale
from pingan.files.models import StoredFile
from pingan.registers.machine import REPORT_MOVES, legal_moves
from pingan.registers.models import RegisterReport
from pingan.registers.pages.references import offered_for
from pingan.registers.pages.report_forms import OWN, Sent, SpecForm, form_of, put_errors, read_sent
from pingan.registers.queries.divisions import divisions_for
from pingan.registers.queries.rounds import findings_of
from pingan.registers.rules import FieldSpec
from pingan.registers.services.answers import MOST_FINDINGS, ReportInput, specs_of
from pingan.registers.services.reports import save_report, submit_report
from pingan.web.pages import Page
from pingan.web.problems import is_queued

#: Tells the script that this refusal is the form itself (see desk.js).
CONFLICT_HEADER = "X-Form-Again"


@dataclass
class Shown:
    """The form as it is shown: fields, findings with their number (0: new), refusals of no field, what changed."""

    own: SpecForm
    findings: list[tuple[SpecForm, int, bool]]
    version: int
    loose: list[str] = field(default_factory=list)
    conflict: str = ""
    kept: dict[str, list[int]] = field(default_factory=dict)
    is_nothing_found: bool = False
    status: int = 200
    is_again: bool = False
    """True: it carries what was sent, so nothing may be put over it."""


def report_at(page: Page, pk: int, verb: str = "report") -> RegisterReport:
    """Return a report that the actor may see and do this to."""
    return fetch(
        RegisterReport,
        page.actor,
        pk,
        verb,
        refine=lambda rows: rows.select_related("round__definition", "organ"),
    )


def seen(request: HttpRequest) -> int | None:
    """Return the version that a form was made from; None where it does not say."""
    text = request.POST.get("seen_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def leave_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to a page; where a script sent the form, it is the script that goes there."""
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


class ReportWrite(Page):
    duty = "registers.report"
    template_name = "registers/report/write.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_at(self, pk)
        if not self._is_open(report):
            return HttpResponseRedirect(reverse("registers:report_detail", args=[pk]))
        own, finding = specs_of(report)
        regions = divisions_for(report, (*own, *finding))
        rows = list(findings_of(self.actor, report.pk).filter(settled_on=None))
        valued = [(own, report.values), *((finding, row.values) for row in rows)]
        offered = offered_for(self.actor, report, (*own, *finding), valued)
        findings = [
            (
                form_of(finding, f"f{place}", values=row.values, regions=regions, offered=offered),
                row.number,
                row.matter_id is not None,
            )
            for place, row in enumerate(rows)
        ]
        shown = Shown(
            form_of(own, OWN, values=report.values, regions=regions, offered=offered),
            findings,
            report.version,
            kept={spec.code: report.values.get(spec.code, []) for spec in own if spec.type == "file"},
            is_nothing_found=report.is_nothing_found,
        )
        return self._show(report, shown)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_at(self, pk)
        specs = specs_of(report)
        sent = read_sent(request, self.actor, specs, MOST_FINDINGS)
        action = request.POST.get("action", "submit")
        if action == "add":
            return self._show(report, self._again(report, specs, sent, extra=1))
        verb = save_report if action == "save" else submit_report
        try:
            if sent.problems:
                raise Invalid(sent.problems)
            done = verb(actor=self.actor, report_id=pk, data=sent.input, seen_version=seen(request))
        except (Invalid, Stale, IllegalAction, Busy) as error:
            return self._refused(report, specs, sent, error)
        words = _("Saved; it is not handed in yet.") if action == "save" else _("Handed in. Thank you.")
        messages.success(request, words)
        return leave_to(request, reverse("registers:report_detail", args=[done.pk]))

    def _is_open(self, report: RegisterReport) -> bool:
        names = {move.name for move in legal_moves(REPORT_MOVES, report.state)}
        return report.round.state == "open" and "submit" in names

    def _again(
        self,
        report: RegisterReport,
        specs: tuple[Sequence[FieldSpec], Sequence[FieldSpec]],
        sent: Sent,
        *,
        extra: int = 0,
    ) -> Shown:
        """Return the form as it was sent, findings that were taken out left out, ``extra`` empty ones added."""
        data, (own, finding) = self.request.POST, specs
        regions = divisions_for(report, (*own, *finding))
        offered = offered_for(self.actor, report, (*own, *finding))
        told = findings_of(self.actor, report.pk).filter(matter__isnull=False)
        linked = set(told.values_list("number", flat=True))
        rows: list[tuple[SpecForm, int, bool]] = []
        for row in sent.input.findings:
            number = int(row["number"])
            values = {code: value for code, value in row.items() if code != "number"}
            rows.append(
                (
                    form_of(finding, f"f{len(rows)}", values=values, regions=regions, offered=offered),
                    number,
                    number in linked,
                )
            )
        for _step in range(extra if len(rows) < MOST_FINDINGS else 0):
            rows.append((form_of(finding, f"f{len(rows)}", regions=regions, offered=offered), 0, False))
        made = form_of(own, OWN, data=data, regions=regions, offered=offered)
        return Shown(
            made,
            rows,
            seen(self.request) or report.version,
            kept=sent.kept,
            is_nothing_found=sent.input.is_nothing_found,
            is_again=True,
        )

    def _refused(
        self,
        report: RegisterReport,
        specs: tuple[Sequence[FieldSpec], Sequence[FieldSpec]],
        sent: Sent,
        error: Invalid | Stale | IllegalAction | Busy,
    ) -> HttpResponse:
        if is_queued(self.request) and not isinstance(error, Invalid):
            raise error  # an outbox is told what changed, not shown the form again
        shown = self._again(report, specs, sent)
        if isinstance(error, Invalid):
            shown.status = 422
            bound = [_bound(form) for form, _number, _linked in shown.findings]
            shown.findings = [
                (b, n, linked) for b, (_f, n, linked) in zip(bound, shown.findings, strict=True)
            ]
            shown.loose = put_errors(shown.own, bound, error)
        else:
            shown.status, shown.conflict = 409, str(error.message)
            shown.version = report_at(self, report.pk).version
        response = self._show(report, shown)
        if shown.status == 409:
            response[CONFLICT_HEADER] = "1"
        return response

    def _show(self, report: RegisterReport, shown: Shown) -> HttpResponse:
        keys = [key for keys in shown.kept.values() for key in keys]
        files = (
            {row.pk: row for row in visible_to(StoredFile, self.actor).filter(pk__in=keys)} if keys else {}
        )
        context = {
            "report": report,
            "round": report.round,
            "shown": shown,
            "loose": shown.loose,
            "form": shown.own,
            "finding_forms": [form for form, _number, _is_linked in shown.findings],
            "kept": [
                (f"{OWN}-{code}_kept", [files[key] for key in keys if key in files])
                for code, keys in shown.kept.items()
                if any(key in files for key in keys)
            ],
            "has_findings": bool(report.round.definition.finding_fields),
            "draft_key": f"register:{self.actor.user_id}:{report.pk}",
            "url": reverse("registers:report_write", args=[report.pk]),
            "nothing_url": reverse("registers:report_nothing", args=[report.pk]),
        }
        return self.render(context, status=shown.status)


def _bound(form: SpecForm) -> SpecForm:
    """Return the same form as one that was sent, so that refusals can stand at its fields."""
    data = {form.add_prefix(name): value for name, value in form.initial.items()}
    made: SpecForm = type(form)(_lists(data), prefix=form.prefix)
    return made


def _lists(values: dict[str, Any]) -> Any:
    found = QueryDict(mutable=True)
    for name, value in values.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


class ReportNothing(Page):
    """零报告: one question, one answer. Numbers that were saved before are no part of it."""

    duty = "registers.report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_at(self, pk)
        data = ReportInput(is_nothing_found=True)
        submit_report(actor=self.actor, report_id=pk, data=data, seen_version=seen(request))
        messages.success(request, _("Handed in: nothing found (%(unit)s).") % {"unit": report.unit_name})
        back = request.POST.get("back", "")
        target = reverse("console:home") if back == "home" else reverse("registers:report_detail", args=[pk])
        return leave_to(request, target)


urlpatterns = [
    path("registers/reports/<int:pk>/write/", ReportWrite.as_view(), name="report_write"),
    path("registers/reports/<int:pk>/nothing/", ReportNothing.as_view(), name="report_nothing"),
]
