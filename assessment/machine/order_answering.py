"""Guards and effects of an order at its unit and after: reply, review, refusal, the competent authority, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine import order_inputs as inputs
from assessment.models import DisciplineSuggestion, OrderReply, OrderReview, RectificationOrder
from assessment.queries.orders import is_overdue, items_of, open_suggestion
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.documents.services import issue
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from pingan.matters.services.effects import stop_all
from risk.queries.terms import start

UNIT, STAFF = DisciplineSuggestion.Concerns.UNIT, DisciplineSuggestion.Concerns.STAFF
STAGES = {UNIT: "suggestion_reply", STAFF: "staff_suggestion_reply"}


def reply_guard(move: Move) -> None:
    """Guard: something was done, and evidence shows it."""
    problems = {}
    if not move.data.text.strip():
        problems["text"] = _("This field is required.")
    if not move.data.files:
        problems["files"] = _("Add at least one file as evidence.")
    if problems:
        raise Invalid(problems)


def reply_effect(move: Move) -> None:
    """Effect: another round; who replies does not review."""
    data: inputs.Reply = move.data
    order: RectificationOrder = move.detail
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.HANDLING)
    reply = OrderReply.objects.create(
        order=order,
        round=order.replies.count() + 1,
        text=data.text,
        made_by_id=move.actor.person,
        made_at=move.now,
    )
    move.public.update(round=reply.round, files=len(data.files))
    move.note = data.text


def reply_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's ends with its verdict; the review is due."""
    return [StopClock("order_rectify", every_organ=True), *start(move.matter, "order_review")]


def _last(order: RectificationOrder) -> OrderReply:
    return order.replies.latest("round")


def review_offered(actor: Actor, order: Any) -> Any:
    """Not to who recorded the reply (domain.md §12, invariant 7: who handles does not verify)."""
    if _last(order).made_by_id == actor.user_id:
        return _("You recorded the reply: another person reviews it.")
    return None


def review_guard(move: Move) -> None:
    """Guard: points of this order, and what was found in words."""
    known = {str(item.position) for item in items_of(move.detail)}
    if not set(move.data.unmet) <= known:
        raise Invalid({"unmet": _("Choose points of this order.")})


def review_effect(move: Move) -> None:
    """Effect: passed and closed, or not passed; the first review is what the figure counts."""
    data: inputs.Review = move.data
    order: RectificationOrder = move.detail
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.VERIFICATION)
    unmet = sorted({int(position) for position in data.unmet})
    review = OrderReview.objects.create(
        reply=_last(order),
        is_passed=not unmet,
        unmet=unmet,
        note=data.note,
        made_by_id=move.actor.person,
        made_at=move.now,
    )
    if order.first_passed is None:
        order.first_passed = review.is_passed
    if unmet:
        order.failed_reviews += 1
    move.to = "failed" if unmet else "closed"
    move.public.update(is_passed="no" if unmet else "yes", unmet=unmet, files=len(data.files))
    move.note = data.note


def review_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: reviewed; where it passed, nothing runs any more but what was put to an authority."""
    return [StopClock("order_review")] if move.to == "failed" else stop_all(move, "order_review")


def refuse_offered(actor: Actor, order: Any) -> Any:
    """Where the unit's time is over without a reply; who says no before that replies so."""
    return None if is_overdue(order.pk) else _("The unit's time still runs: it may yet reply.")


def refuse_effect(move: Move) -> None:
    """Effect: the unit refused to rectify; the first review did not pass."""
    if move.detail.first_passed is None:
        move.detail.first_passed = False
    move.note = move.data.note


def suggest_offered(concerns: str) -> Callable[[Actor, Any], Any]:
    """Return the test: one suggestion about the unit, and one about staff, waits at a time."""

    def offered(actor: Actor, order: Any) -> Any:
        waiting = open_suggestion(order, concerns)
        return None if waiting is None else _("The authority has not answered yet.")

    return offered


def suggest_guard(move: Move) -> None:
    """Guard: to whom, and why."""
    problems = {
        name: _("This field is required.")
        for name in ("authority", "reason")
        if not getattr(move.data, name).strip()
    }
    if problems:
        raise Invalid(problems)


def suggest_effect(concerns: str) -> Callable[[Move], None]:
    """Return the effect: a numbered letter to the authority, and the wait for its answer (Article 62).

    Why stands in the letter and its row, not on the timeline: the unit reads that too. Issued last, because the number
    register stays locked until the transaction ends.
    """

    def effect(move: Move) -> None:
        data: inputs.Suggest = move.data
        order: RectificationOrder = move.detail
        document = issue(
            actor=move.actor,
            organ_id=order.issuer_id,
            template_code="letter",
            region_code=move.matter.region_code,
            data={"addressee": data.authority, **_letter(order, concerns, data.reason)},
            is_authorised=True,
        )
        DisciplineSuggestion.objects.create(
            order=order,
            concerns=concerns,
            authority=data.authority,
            reason=data.reason,
            document=document,
            made_by_id=move.actor.person,
            made_at=move.now,
        )
        move.public["document"] = document.number

    return effect


def _letter(order: RectificationOrder, concerns: str, reason: str) -> dict[str, str]:
    number = order.document.number if order.document else ""
    whom = f"{order.organ.name}工作人员" if concerns == STAFF else order.organ.name
    return {
        "subject": f"建议依法对{whom}给予处理",
        "text": (
            f"我单位于{timezone.localdate(order.issued_at):%Y年%-m月%-d日}向{order.organ.name}发出"
            f"《责令限期整改通知书》（{number}）。\n{reason}\n"
            f"依据《江西省平安建设条例》第六十二条，建议贵单位依法调查处理，并将处理情况函告我单位。"
        ),
    }


def suggest_clocks(concerns: str) -> Callable[[Move], list[ClockOperation]]:
    """Return the rule: the authority's time runs (“及时”; the number is a versioned row)."""
    return lambda move: start(move.matter, STAGES[DisciplineSuggestion.Concerns(concerns)])


def answer_offered(concerns: str) -> Callable[[Actor, Any], Any]:
    """Return the test: a suggestion waits."""

    def offered(actor: Actor, order: Any) -> Any:
        return _("Nothing waits for an answer.") if open_suggestion(order, concerns) is None else None

    return offered


def answer_guard(concerns: str) -> Callable[[Move], None]:
    """Return the guard: a day between the suggestion and today, and what was answered."""

    def guard(move: Move) -> None:
        suggestion = _waiting(move, concerns)
        day = timezone.localdate(move.data.answered_on)
        if not timezone.localdate(suggestion.made_at) <= day <= timezone.localdate(move.now):
            raise Invalid({"answered_on": _("Choose a day between the suggestion and today.")})
        if not move.data.answer.strip():
            raise Invalid({"answer": _("This field is required.")})

    return guard


def _waiting(move: Move, concerns: str) -> DisciplineSuggestion:
    suggestion = open_suggestion(move.detail, concerns)
    if suggestion is None:
        raise AssertionError(f"nothing about {concerns} of order {move.matter.pk} waits for an answer")
    return suggestion


def answer_effect(concerns: str) -> Callable[[Move], None]:
    """Return the effect: the answer stands beside the suggestion."""

    def effect(move: Move) -> None:
        data: inputs.Answer = move.data
        suggestion = _waiting(move, concerns)
        suggestion.answered_on = timezone.localdate(data.answered_on)
        suggestion.answer, suggestion.answer_number = data.answer, data.number
        suggestion.recorded_at = move.now
        suggestion.save(update_fields=["answered_on", "answer", "answer_number", "recorded_at"])
        move.public["answered_on"] = suggestion.answered_on.isoformat()

    return effect


def answer_clocks(concerns: str) -> Callable[[Move], list[ClockOperation]]:
    """Return the rule: answered, judged by the day of the answer."""

    def clocks(move: Move) -> list[ClockOperation]:
        at: datetime = move.data.answered_on
        return [StopClock(STAGES[DisciplineSuggestion.Concerns(concerns)], judged_at=at)]

    return clocks
