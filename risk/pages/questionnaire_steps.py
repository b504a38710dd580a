"""What the forms of actions on questionnaires begin with, say, and lead back to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from risk.models import MajorDecision
from risk.queries.questionnaires import LARGEST_KEY, asked_by_draft, drafts_of, reply_in, touched

#: Whoever does one of these goes on with the questionnaire, not with the decision.
EDITING = frozenset(
    {"add_questionnaire", "change_questionnaire", "add_question", "change_question", "drop_question",
     "publish_questionnaire", "close_questionnaire", "strike_reply"}
)  # fmt: skip


def number_in(query: QueryDict, name: str) -> int:
    """Return a key out of an address; 0 for what is none."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and int(text or 0) <= LARGEST_KEY else 0


def proposed_for(name: str, decision: MajorDecision, query: QueryDict) -> dict[str, Any]:
    """Return what stands in a fresh form: what is edited as it is, what was chosen before."""
    if name == "change_questionnaire":
        return _of_draft(decision, number_in(query, "questionnaire"))
    if name in {"change_question", "drop_question"}:
        return _of_question(decision, number_in(query, "question"))
    if name in {"add_question", "publish_questionnaire", "close_questionnaire"}:
        chosen = number_in(query, "questionnaire")
        return {"questionnaire": chosen} if chosen else {}
    if name in {"strike_reply", "add_opinion"} and "reply" in query:
        reply = reply_in(decision, number_in(query, "reply"))
        if reply is None:
            return {}
        hearing = reply.question.questionnaire.consultation_id
        return {"reply": reply.pk, "consultation": hearing, "text": reply.text}
    return {}


def _of_draft(decision: MajorDecision, chosen: int) -> dict[str, Any]:
    rows = drafts_of(decision)
    row = rows.filter(pk=chosen).first() if chosen else rows.first()
    if row is None:
        return {}
    return {
        "questionnaire": row.pk, "title": row.title, "introduction": row.introduction,
        "opens_on": row.opens_on, "closes_on": row.closes_on, "wanted": row.wanted,
    }  # fmt: skip


def _of_question(decision: MajorDecision, chosen: int) -> dict[str, Any]:
    row = asked_by_draft(decision).filter(pk=chosen).first()
    if row is None:
        return {}
    return {
        "question": row.pk, "kind": row.kind, "text": row.text, "choices": "\n".join(row.choices),
        "is_required": row.is_required, "position": row.position,
    }  # fmt: skip


def hint_of(name: str) -> str:
    """Return what must be known before anything is typed; blank: nothing."""
    if name == "publish_questionnaire":
        return _("Once published, nothing of it can be changed any more; it can only be closed.")
    if name == "close_questionnaire":
        return _(
            "No further answers are taken. The number of answers and what they say become the result of the consultation."
        )
    if name == "strike_reply":
        return _("Only words that name somebody are taken out. That somebody answered is still counted.")
    return ""


def page_after(decision_id: int, name: str, request: HttpRequest) -> str:
    """Return the page of the questionnaire that an action is about; blank: the decision's own page, or its pane."""
    if name not in EDITING or "pane" in request.GET:
        return ""
    sent = request.POST or request.GET
    found = touched(
        decision_id,
        questionnaire=number_in(sent, "questionnaire"),
        question=number_in(request.GET, "question") or number_in(sent, "question"),
        reply=number_in(sent, "reply"),
        consultation=number_in(sent, "consultation"),
    )
    return "" if found is None else reverse("risk:questionnaire", args=[decision_id, found])
