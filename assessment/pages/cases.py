"""Accountability cases: the page of one, its actions, the form of a new one; the restrictions in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assessment.machine.cases import CASES
from assessment.models import AccountabilityCase
from assessment.models.case_choices import CIRCUMSTANCES, Measure
from assessment.pages.case_forms import CaseForm
from assessment.pages.case_list import LIST, WORDS
from assessment.pages.details import AssessmentDetail
from assessment.queries.case_signs import records_shown
from assessment.queries.case_terms import measure_rule
from assessment.queries.cases import in_force_q, restrictions_visible
from assessment.rules.measures import suggested_after
from assessment.services.cases import NewCase, open_case
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.slots import matter_urls
from pingan.documents.models import OfficialDocument
from pingan.matters.machine import Action
from pingan.matters.models import Matter
from pingan.web.context import NavigationItem
from pingan.web.forms import add_errors
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction
from pingan.web.tables import page_of


def facts(case: AccountabilityCase) -> list[tuple[Any, Any]]:
    """Return the facts of a case in a few words each."""
    found: list[tuple[Any, Any]] = [
        (pgettext("case", "Subject"), case.subject),
        (_("Day of the event"), case.event_on),
        (_("Run by"), case.matter.region.name),
    ]
    if case.measure:
        found += [
            (_("Measure"), case.get_measure_display()),
            (_("Decided on"), case.decided_on),
            (_("Document number"), case.document_number),
            (_("Lifted"), case.get_lift_rule_display()),
        ]
    if case.authority:
        found.append((_("Competent authority"), case.authority))
    if case.term_on is not None:
        found.append((_("To be rectified by"), case.term_on))
    return found


def address_of(matter: Matter) -> str:
    """Return where a matter is read; blank: its kind has no page."""
    url = matter_urls.get(matter.kind)
    return url(matter.pk) if url is not None else ""


def suggestion(case: AccountabilityCase) -> dict[str, Any] | None:
    """Return the rung that the ladder suggests, with the rule on it; None once a measure is decided."""
    if case.measure or case.matter.closed_at is not None:
        return None
    measure = suggested_after(case.previous.measure if case.previous is not None else "")
    rule = measure_rule(measure, case.matter.region_code, timezone.localdate())
    return {"label": Measure(measure).label, "basis": rule.basis}


class CaseDetail(AssessmentDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("candidate", "verifying", "hearing", "heard", "decided", "served", "rectifying", "accepted")
    action_name = "assessment:case_action"
    parts = "assessment/case/_parts.html"

    def particulars(self, detail: AccountabilityCase) -> Mapping[str, Any]:
        """Return what is particular to a case: who answers, what was said, the paper, what it forbids."""
        papers = visible_to(OfficialDocument, self.actor).filter(pk=detail.document_id or 0)
        records, record_count = records_shown(self.actor, detail)
        return {
            "records": [(row, address_of(row)) for row in records],
            "record_count": record_count,
            "case": detail,
            "facts": facts(detail),
            "circumstances": [(number, CIRCUMSTANCES[number]) for number in detail.circumstances],
            "leaders": [row.responsibility for row in detail.leaders.select_related("responsibility__organ")],
            "objections": list(detail.objections.all()),
            "restrictions": list(detail.restrictions.all()),
            "document": papers.first(),
            "receipts": list(detail.document.receipts.select_related("recipient")) if detail.document else [],
            "suggestion": suggestion(detail) if self.actor.has("case.run") else None,
        }


class CaseAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = CASES
    words = WORDS

    def proposed(self, action: Action, detail: AccountabilityCase) -> dict[str, Any]:
        """Return what stands already, and the rung that the ladder suggests."""
        if action.name == "establish":
            return {
                "circumstances": [str(number) for number in detail.circumstances],
                "findings": detail.findings or detail.facts,
                "leaders": [str(row.responsibility_id) for row in detail.leaders.all()],
            }
        if action.name == "decide":
            previous = detail.previous.measure if detail.previous is not None else ""
            return {"measure": detail.proposal or suggested_after(previous)}
        return {}

    def hint(self, action: Action, detail: AccountabilityCase) -> str:
        """Return what must be known before anything is typed."""
        if action.name == "decide":
            return _("The ladder only suggests; you decide. The notice is issued with its number at once.")
        if action.name == "object":
            return _("An objection does not suspend the measure.")
        return ""


class NewCasePage(MatterPage):
    """The form of a new case; what was typed comes back with every refusal."""

    duty = "case.open"
    template_name = "assessment/case/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(CaseForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CaseForm(request.POST, actor=self.actor)
        if form.is_valid():
            data = form.cleaned_data
            try:
                case = open_case(
                    actor=self.actor, data=NewCase(**{**data, "circumstances": tuple(data["circumstances"])})
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Opened as %(number)s.") % {"number": case.matter.number})
                return self.sent(reverse("assessment:case_detail", args=[case.pk]))
        return self._form(form, status=422)

    def _form(self, form: CaseForm, *, status: int = 200) -> HttpResponse:
        return self.render({"form": form, "draft_key": f"case:{self.actor.user_id}"}, status=status)


class RestrictionList(Page):
    """What is forbidden to whom and until when: no statement, no person."""

    duty = "case.restrictions"
    template_name = "assessment/restriction/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today, is_all = timezone.localdate(), request.GET.get("all") == "1"
        rows = restrictions_visible(self.actor)
        rows = rows if is_all else rows.filter(in_force_q(today))
        page = page_of(rows, order=("-from_on", "-pk"), cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": page.rows,
                "today": today,
                "is_all": is_all,
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


def menu(actor: Actor) -> list[NavigationItem]:
    """Return cases, commendations and restrictions for those whose business they are."""
    found = []
    if actor.has("case.see"):
        found.append(
            NavigationItem(
                gettext_lazy("Accountability cases"),
                reverse("assessment:case_list"),
                "report",
                "oversight",
                on_phone=False,
            )
        )
    if actor.has("case.restrictions"):
        url = reverse("assessment:restriction_list")
        found.append(NavigationItem(gettext_lazy("Restrictions"), url, "lock", "oversight", on_phone=False))
    if actor.has("commendation.see"):
        url = reverse("assessment:commendation_list")
        found.append(NavigationItem(gettext_lazy("Commendations"), url, "star", "oversight", on_phone=False))
    return found


urlpatterns = [
    *list_addresses("assessment/cases/", LIST),
    path("assessment/cases/new/", NewCasePage.as_view(), name="case_new"),
    path("assessment/cases/<int:pk>/", CaseDetail.as_view(), name="case_detail"),
    path("assessment/cases/<int:pk>/actions/<slug:name>/", CaseAction.as_view(), name="case_action"),
    path("assessment/restrictions/", RestrictionList.as_view(), name="restriction_list"),
]
