"""Questionnaires of consultations, published by the machine and answered through the public door's service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from risk.models import MajorDecision, Questionnaire
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
