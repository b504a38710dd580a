"""The questionnaire of a consultation inside the house: its questions, its link and code, what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.pages_exports import ExportListPage
from pingan.web.public_pages import outside_address
from pingan.web.qr_codes import QrCode, qr_code
from pingan.web.tables import page_of
from risk.models import QuestionKind, Questionnaire, Reply
from risk.models.decision_choices import Position
from risk.pages.questionnaire_steps import number_in
from risk.queries.questionnaires import (
    days_of,
    exportable_replies,
    free_replies,
    is_open,
    is_over,
    labels_of,
    may_export,
    questionnaire_of,
    results_of,
    with_attitudes,
)
from risk.rules.decision_states import HEARING
from risk.rules.questionnaires import ATTITUDES, Result, Results

EXPORT = "questionnaire_answers"


def link_of(request: HttpRequest, asked: Questionnaire) -> str:
    """Return the whole address of the public page; where the house has another name outside, with that one."""
    return outside_address(request, reverse("risk:consult", args=[asked.token]))


def state_of(asked: Questionnaire) -> tuple[Any, str]:
    """Return in which state it is, and the tone of its badge."""
    if asked.published_at is None:
        return _("draft"), "grey"
    if is_open(asked):
        return _("open"), "blue"
    is_early = not is_over(asked, timezone.localdate())
    return (_("not open yet"), "grey") if is_early else (_("ended"), "green")


def shown(request: HttpRequest, asked: Questionnaire, results: Results) -> dict[str, Any]:
    """Return what the page of the decision shows of a questionnaire."""
    label, tone = state_of(asked)
    link = link_of(request, asked) if asked.token else ""
    key = [asked.consultation.decision_id, asked.pk]
    return {
        "asked": asked,
        "state": label,
        "tone": tone,
        "results": results,
        "link": link,
        # A code that leads to a page which says "ended" helps nobody.
        "code": qr_code(link) if link and tone != "green" else None,
        "url": reverse("risk:questionnaire", args=key),
        "poster_url": reverse("risk:questionnaire_poster", args=key),
        "questions": [_chart(one) for one in results.questions],
    }


def _chart(one: Result) -> dict[str, Any]:
    bars = [{"label": s.label, "value": s.count, "text": f"{s.count} · {s.percent}%"} for s in one.shares]
    return {
        "result": one,
        "bars": bars,
        "most": max(one.answered, 1),
        "mean": "" if one.mean is None else f"{one.mean:.1f}",
    }


class QuestionnairePage(Page):
    """Its questions while it is a draft; afterwards counts with shares, and answers in own words page by page."""

    duty = "decision.read"
    template_name = "risk/questionnaire/detail.html"

    def get(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        asked = questionnaire_of(self.actor, pk, key)
        decision = asked.consultation.decision
        page = page_of(free_replies(asked), order=("pk",), cursor=request.GET.get("cursor", ""))
        may_prepare = allows(self.actor, "prepare", decision)
        is_draft = asked.published_at is None
        context = {
            **shown(request, asked, results_of([asked])[asked.pk]),
            "matter": decision.matter,
            "decision_url": reverse("risk:decision_detail", args=[decision.pk]),
            "actions": self._actions(asked, is_draft=is_draft) if may_prepare else [],
            "is_draft": is_draft,
            "may_edit": may_prepare and is_draft and decision.matter.state in HEARING,
            "may_adopt": may_prepare and decision.matter.state in HEARING,
            "may_strike": may_prepare,
            "draft": [(question, labels_of(question)) for question in asked.questions.all()],
            "days": days_of(asked),
            "replies": with_attitudes(asked, page.rows),
            "previous_url": paged(request, page.previous),
            "next_url": paged(request, page.next),
            "export_url": f"{reverse('risk:answers_export')}?questionnaire={asked.pk}&decision={pk}",
        }
        return self.render(context)

    def _actions(self, asked: Questionnaire, *, is_draft: bool) -> list[dict[str, Any]]:
        if asked.consultation.decision.matter.state not in HEARING:
            return []
        names = (
            [
                ("publish_questionnaire", _("Publish the questionnaire"), "primary"),
                ("add_question", _("Add a question"), ""),
                ("change_questionnaire", _("Change the questionnaire"), ""),
            ]
            if is_draft
            else [("close_questionnaire", _("Close the questionnaire"), "primary")]
            if asked.closed_at is None
            else []
        )
        return [
            {
                "label": label,
                "tone": tone,
                "url": f"{action_url(asked, name)}?questionnaire={asked.pk}",
            }
            for name, label, tone in names
        ]


def action_url(asked: Questionnaire, name: str) -> str:
    """Return the address of an action on the decision of a questionnaire."""
    return reverse("risk:decision_action", args=[asked.consultation.decision_id, name])


class PosterPage(Page):
    """What is hung up: title, who asks, until when, code and link, on one sheet of A4."""

    duty = "decision.read"
    template_name = "risk/questionnaire/poster.html"

    def get(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        asked = questionnaire_of(self.actor, pk, key)
        link = link_of(request, asked) if asked.token else ""
        code: QrCode | None = qr_code(link) if link else None
        context = {
            "asked": asked,
            "link": link,
            "code": code,
            "organ": asked.consultation.decision.matter.organ,
            "back_url": reverse("risk:questionnaire", args=[pk, key]),
        }
        return self.render(context)


def _chosen(row: Row) -> str:
    if row["choice"] is None:
        return ""
    if row["question__kind"] == QuestionKind.ATTITUDE:
        return str(Position(ATTITUDES[row["choice"]]).label)
    if row["question__kind"] == QuestionKind.SCALE:
        return str(row["choice"])
    return str(row["question__choices"][row["choice"]])


def _kind(row: Row) -> str:
    return str(QuestionKind(row["question__kind"]).label)


_CHOICE = ("choice", "question__kind", "question__choices")
COLUMNS = (
    ExportColumn("sheet", gettext_lazy("Sheet"), ("sheet_id",), lambda row: str(row["sheet_id"]), 20),
    ExportColumn("day", gettext_lazy("Day"), ("sheet__answered_on",)),
    ExportColumn("place", gettext_lazy("Question number"), ("question__position",)),
    ExportColumn("question", gettext_lazy("Question"), ("question__text",), width=40),
    ExportColumn("kind", gettext_lazy("How it is answered"), ("question__kind",), _kind),
    ExportColumn("choice", gettext_lazy("Choice"), _CHOICE, _chosen, 28),
    ExportColumn("text", pgettext_lazy("questionnaire", "In own words"), ("text",), width=48),
)


def export_rows(actor: Actor, query: QueryDict) -> QuerySet[Reply]:
    """Return the replies to the questionnaire that the address names; a number that is none finds nothing."""
    return exportable_replies(actor, number_in(query, "questionnaire"))


def register_answers_export() -> None:
    """Make the export known; called from ``ready()``."""
    register_export(
        ListExport(
            name=EXPORT,
            label=gettext_lazy("Answers to a questionnaire"),
            duty="decision.read",
            columns=COLUMNS,
            rows=export_rows,
            filters=("questionnaire",),
        )
    )


class AnswersExport(ExportListPage):
    export_name = EXPORT
    back_url = reverse_lazy("risk:decision_list")  # type: ignore[assignment]

    def _admit(self, request: HttpRequest) -> None:
        """Who may only read the answers is refused, and not given an empty file."""
        super()._admit(request)
        key = number_in(request.GET, "questionnaire")
        if key and not may_export(self.actor, key):
            raise Forbidden()

    def _context(self, form: forms.Form) -> dict[str, Any]:
        """Lead back to where it was asked for, where the address says so."""
        context, query = super()._context(form), self.request.GET
        decision, asked = number_in(query, "decision"), number_in(query, "questionnaire")
        if decision and asked:
            context["back_url"] = reverse("risk:questionnaire", args=[decision, asked])
        return context


urlpatterns = [
    path(
        "risk/decisions/<int:pk>/questionnaires/<int:key>/", QuestionnairePage.as_view(), name="questionnaire"
    ),
    path(
        "risk/decisions/<int:pk>/questionnaires/<int:key>/poster/",
        PosterPage.as_view(),
        name="questionnaire_poster",
    ),
    path("risk/questionnaires/export/", AnswersExport.as_view(), name="answers_export"),
]
