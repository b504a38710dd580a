"""Questionnaires for programs: read here, made, published and closed by actions. The public answers on its page alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.web.api_matter_schemas import choice, moment
from pingan.web.api_matter_schemas import text as words
from pingan.web.pagination import CursorPage
from pingan.web.schema import query_parameter
from risk.models import Consultation, MajorDecision, Opinion, Question, QuestionKind
from risk.models.decision_choices import Position
from risk.queries.decision_dossiers import questionnaires_in
from risk.queries.questionnaires import (
    FreeReply,
    free_replies,
    questionnaire_of,
    results_of,
    with_attitudes,
)
from risk.rules.questionnaires import Result, Results


class ShareSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(source="label")
    count = serializers.IntegerField()
    percent = serializers.IntegerField(help_text="Of the sheets that answer this question.")


class QuestionSerializer(serializers.Serializer[Any]):
    """A question and what came of it. ``mean`` null: no scale, or nobody answered."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    kind = choice(QuestionKind.choices)
    text = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    is_required = serializers.BooleanField()
    answered = serializers.IntegerField()
    shares = ShareSerializer(many=True)
    mean = serializers.FloatField(allow_null=True)


class QuestionnaireSerializer(serializers.Serializer[Any]):
    """``path`` blank: not published. ``answers`` counts forms, not persons; ``is_few``: fewer than wanted."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    introduction = serializers.CharField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    wanted = serializers.IntegerField()
    path = words()
    published_at = moment()
    closed_at = moment()
    answers = serializers.IntegerField()
    is_few = serializers.BooleanField()
    questions = QuestionSerializer(many=True)


class FreeReplySerializer(serializers.Serializer[Any]):
    """An answer in own words. ``text`` blank: it named somebody and was taken out."""

    id = serializers.IntegerField()
    question = serializers.IntegerField()
    text = words()
    position = choice(Position.choices, may_be_blank=True)
    is_opinion = serializers.BooleanField()
    struck_at = moment()


class FreeRepliesSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = FreeReplySerializer(many=True)


@dataclass(frozen=True)
class Heard:
    """A consultation as it is written: with its questionnaire and what came of it; None: it has none."""

    id: int
    kind: str
    starts_on: date
    ends_on: date
    place: str
    reached: int | None
    summary: str
    ended_at: datetime | None
    opinions: list[Opinion]
    questionnaire: dict[str, Any] | None


def with_results(decision: MajorDecision, consultations: Iterable[Consultation]) -> list[Heard]:
    """Return the consultations of a decision with their questionnaires; as many queries for many as for one."""
    rows = list(consultations)
    asked = questionnaires_in(rows)
    results = results_of(asked) if asked else {}
    written = {one.consultation_id: _questionnaire(one, results[one.pk]) for one in asked}
    return [
        Heard(
            row.pk, row.kind, row.starts_on, row.ends_on, row.place, row.reached, row.summary, row.ended_at,
            list(row.opinions.all()), written.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def _questionnaire(one: Any, results: Results) -> dict[str, Any]:
    pairs = zip(one.questions.all(), results.questions, strict=True)
    return {
        "id": one.pk,
        "title": one.title,
        "introduction": one.introduction,
        "opens_on": one.opens_on,
        "closes_on": one.closes_on,
        "wanted": one.wanted,
        "path": reverse("risk:consult", args=[one.token]) if one.token else "",
        "published_at": one.published_at,
        "closed_at": one.closed_at,
        "answers": results.sheets,
        "is_few": results.is_few,
        "questions": [_question(question, result) for question, result in pairs],
    }


def _question(question: Question, result: Result) -> dict[str, Any]:
    return {
        "id": question.pk,
        "position": question.position,
        "kind": question.kind,
        "text": question.text,
        "choices": question.choices,
        "is_required": question.is_required,
        "answered": result.answered,
        "shares": result.shares,
        "mean": result.mean,
    }


def _reply(one: FreeReply) -> dict[str, Any]:
    return {
        "id": one.reply.pk,
        "question": one.reply.question_id,
        "text": one.reply.text,
        "position": one.position,
        "is_opinion": one.is_opinion,
        "struck_at": one.reply.struck_at,
    }


class AnswersMixin:
    """Answers in own words to a questionnaire of a decision."""

    @extend_schema(
        parameters=[
            query_parameter("questionnaire", OpenApiTypes.INT, "Which questionnaire.", required=True)
        ],
        responses=FreeRepliesSerializer,
    )
    @action(detail=True, methods=["get"], filterset_class=None)
    def answers(self, request: Request, pk: str) -> Response:
        """Answers in own words, page by page in no order of time; nobody is named."""
        view: Any = self
        detail = view.get_object()
        named = request.query_params.get("questionnaire", "")
        if not (named.isascii() and named.isdigit() and len(named) < 19):
            raise serializers.ValidationError({"questionnaire": [_("Name the questionnaire by its number.")]})
        asked = questionnaire_of(view.actor, detail.pk, int(named))
        pages = CursorPage()  # by the key, which is drawn by lot; the orders of decisions are none of answers
        found = with_attitudes(asked, pages.paginate_queryset(free_replies(asked), request))
        return pages.get_paginated_response(
            FreeReplySerializer([_reply(one) for one in found], many=True).data
        )
