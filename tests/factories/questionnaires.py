"""Questionnaires of consultations, published by the machine and answered through the public door's service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from risk.models import MajorDecision, Questionnaire, Reply
from risk.services.answers import Answers, new_form, take_answers
from tests.factories.decisions import act, day, given_decision
from tests.factories.world import Place


def given_questionnaire(
    place: Place, *, decision: MajorDecision | None = None, is_published: bool = True, **values: Any
) -> Questionnaire:
    """Return the questionnaire of a new consultation; with the ready-made questions, open today."""
    decision = decision or given_decision(place, "planned")
    period = {"starts_on": day(-2), "ends_on": day(20), "place": "扫码填写"}
    decision = act(place, decision, "add_consultation", "unit_handler", kind="questionnaire", **period)
    hearing = decision.consultations.filter(kind="questionnaire").order_by("pk").last()
    assert hearing is not None
    data: dict[str, Any] = {
        "consultation": hearing.pk,
        "title": "老城区改造征求意见问卷",
        "introduction": "拟对老城区三个地块实施征收，涉及约四百户",
        "opens_on": day(-1),
        "closes_on": day(10),
        "wanted": 200,
        **values,
    }
    act(place, decision, "add_questionnaire", "unit_handler", **data)
    asked = Questionnaire.objects.get(consultation=hearing)
    if is_published:
        act(place, decision, "publish_questionnaire", "unit_handler", questionnaire=asked.pk)
    return Questionnaire.objects.select_related("consultation__decision").get(pk=asked.pk)


def public_fields(asked: Questionnaire, attitude: int = 0) -> dict[str, Any]:
    """Return what a browser sends: what must be answered, and the number of its form."""
    required = asked.questions.filter(is_required=True)
    return {"form_number": new_form(), **{f"q{one.pk}": str(attitude) for one in required}}


def answered(asked: Questionnaire, *, attitude: int, words: Mapping[int, str] | None = None) -> None:
    """Let somebody answer."""
    first = asked.questions.get(kind="attitude")
    answers = Answers(new_form(), {first.pk: (attitude,)}, words or {})
    assert asked.token is not None and take_answers(asked.token, answers)


def given_in_every_state(place: Place, decision: MajorDecision) -> MajorDecision:
    """Give a decision a questionnaire that is answered, a draft, and a consultation that waits for one."""
    asked = given_questionnaire(place, decision=decision)
    words = asked.questions.filter(kind="text").first()
    assert words is not None
    answered(asked, attitude=3, words={words.pk: "写有他人姓名的意见"})
    given_questionnaire(place, decision=decision, is_published=False)
    period = {"starts_on": day(-2), "ends_on": day(20), "place": "入户填写"}
    return act(place, decision, "add_consultation", "unit_handler", kind="questionnaire", **period)


def sound_inputs(decision: MajorDecision) -> dict[str, dict[str, Any]]:
    """Return input for each action on questionnaires that no rule refuses, where the situation allows it at all."""
    waiting = decision.consultations.filter(kind="questionnaire", questionnaire=None).first()
    rows = Questionnaire.objects.filter(consultation__decision=decision)
    draft, running = rows.filter(token=None).first(), rows.filter(token__isnull=False, closed_at=None).first()
    question = draft.questions.first() if draft is not None else None
    reply = Reply.objects.filter(question__questionnaire__in=rows, struck_at=None, choice=None).first()
    words = {
        "title": "征求意见问卷", "introduction": "拟征收三个地块", "opens_on": day(), "closes_on": day(5), "wanted": 50,
    }  # fmt: skip
    key = {"questionnaire": 0 if draft is None else draft.pk}
    chosen = {"question": 0 if question is None else question.pk}
    return {
        "add_questionnaire": {"consultation": 0 if waiting is None else waiting.pk, **words},
        "change_questionnaire": {**key, **words},
        "add_question": {**key, "kind": "scale", "text": "您对补偿方案的满意程度？"},
        "change_question": {**chosen, "kind": "several", "text": "您关心什么？", "choices": "补偿\n安置"},
        "drop_question": chosen,
        "publish_questionnaire": key,
        "close_questionnaire": {"questionnaire": 0 if running is None else running.pk},
        "strike_reply": {"reply": 0 if reply is None else reply.pk, "note": "写有姓名"},
    }
