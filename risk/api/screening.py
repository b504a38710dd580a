"""Rules of the office, their trials and the nights for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.web.api import LARGEST_ID, ScopedViewSet
from pingan.web.api_matter_schemas import choice, text
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.serializers import StrictInput
from risk.models import BackTest, Counted, RuleKind, ScreeningRule, ScreeningRun
from risk.queries.screening.rulebook import progress_of, rules_standing
from risk.queries.screening.trials import told_episodes
from risk.services.screening.rulebook import RuleData, switch_off, switch_on, try_rule
from risk.services.screening.timetable import request_screening


class ScreeningTermsSerializer(serializers.Serializer[Any]):
    """What a rule says; ``class_code`` blank: each class for itself; ``region``: beginning of the codes of its area."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = choice(RuleKind.choices)
    counted = choice(Counted.choices)
    class_code = text()
    least = serializers.IntegerField()
    days = serializers.IntegerField()
    people = serializers.IntegerField()
    region = serializers.CharField(source="region_code")
    source = serializers.CharField()  # type: ignore[assignment]


class ScreeningTrialSerializer(ScreeningTermsSerializer):
    """What a rule would have found; the matters behind are shown on its page, as far as the reader may see them."""

    since = serializers.DateField()
    until = serializers.DateField()
    count = serializers.IntegerField()
    made_at = moment_field(may_be_null=False)


class ScreeningRuleSerializer(ScreeningTermsSerializer):
    version = serializers.IntegerField()
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    switched_on_at = moment_field(may_be_null=False)
    trial = serializers.IntegerField(source="back_test_id")


class ScreeningRunSerializer(serializers.Serializer[Any]):
    """``timings`` in milliseconds and ``memory`` in KiB by layer; empty while the night waits for its turn."""

    id = serializers.IntegerField()
    region = serializers.CharField(source="region_code")
    night = serializers.DateField()
    state = choice(ScreeningRun.State.choices)
    queued_at = moment_field(may_be_null=False)
    started_at = moment_field()
    finished_at = moment_field()
    timings = serializers.DictField(child=serializers.IntegerField())
    memory = serializers.DictField(child=serializers.IntegerField())
    counts = serializers.DictField(child=serializers.IntegerField())


class ScreeningProgressSerializer(serializers.Serializer[Any]):
    """``queued``: counties that were asked for now; the others say how far the area is."""

    queued = serializers.IntegerField()
    counties = serializers.IntegerField()
    done = serializers.IntegerField()
    at_work = serializers.IntegerField()


class NewScreeningTrialSerializer(StrictInput):
    """A rule to be tried; ``code`` of an existing rule makes it that one's next version."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(RuleKind.choices)
    counted = serializers.ChoiceField(Counted.choices)
    class_code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    least = serializers.IntegerField(min_value=1, max_value=1000)
    days = serializers.IntegerField(min_value=1, max_value=365)
    people = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False, default=0)
    region = serializers.RegexField(r"^36([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?\Z")
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")

    def as_input(self) -> RuleData:
        """Return the service's own input."""
        data = dict(self.validated_data)
        return RuleData(
            **{name: value for name, value in data.items() if name != "region"}, region_code=data["region"]
        )


class ScreeningSwitchOnSerializer(StrictInput):
    trial = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    reason = serializers.CharField(max_length=300)


class ScreeningReasonSerializer(StrictInput):
    reason = serializers.CharField(max_length=300)


class ScreeningNothingSerializer(StrictInput):
    """Nothing is asked."""


class _Readable(ScopedViewSet):
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.told(page or []))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.told([self.get_object()])[0])

    def told(self, rows: Sequence[Any]) -> Any:
        """Rows as they are answered."""
        return self.get_serializer(rows, many=True).data

    def created(self, row: Any, name: str) -> Response:
        """Answer with a row that was made, and where it stands."""
        response = Response(self.get_serializer(row).data, status=201)
        response["Location"] = self.request.build_absolute_uri(reverse(f"api:{name}", kwargs={"pk": row.pk}))
        return response


@extend_schema_view(
    create=extend_schema(request=NewScreeningTrialSerializer, responses={201: ScreeningTrialSerializer})
)
class TrialViewSet(_Readable):
    """Rules tried on the past quarter, in the area of the post. What was restricted since counts in none of them."""

    model = BackTest
    serializer_class = ScreeningTrialSerializer
    ordering = ("-pk",)

    def told(self, rows: Sequence[Any]) -> list[Any]:
        """Trials with the counts that may be told now."""
        episodes = told_episodes(rows)
        return [{**ScreeningTrialSerializer(row).data, "count": len(episodes[row.pk])} for row in rows]

    def create(self, request: Request) -> Response:
        """Try a rule. Nothing is switched on by it."""
        given = NewScreeningTrialSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.created(try_rule(actor=self.actor, data=given.as_input()), "screening-trial-detail")


@extend_schema_view(
    create=extend_schema(request=ScreeningSwitchOnSerializer, responses={201: ScreeningRuleSerializer})
)
class RuleViewSet(_Readable):
    """Rules in force around the area of the post; an older version stays readable by its id."""

    model = ScreeningRule
    serializer_class = ScreeningRuleSerializer
    ordering = ("region_code", "code", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        """Those in force for the list; every version by its id."""
        if self.action == "list" and not getattr(self, "swagger_fake_view", False):
            return rules_standing(self.actor)
        return super().get_queryset()

    def create(self, request: Request) -> Response:
        """Switch on the rule of a trial, from today."""
        given = ScreeningSwitchOnSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        rule = switch_on(actor=self.actor, back_test_id=data["trial"], reason=data["reason"])
        return self.created(rule, "screening-rule-detail")

    @extend_schema(request=ScreeningReasonSerializer, responses=ScreeningRuleSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Switch a rule off, from today."""
        rule = self.get_object()
        given = ScreeningReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        ended = switch_off(actor=self.actor, rule_id=rule.pk, reason=given.validated_data["reason"])
        return Response(self.get_serializer(ended).data)


@extend_schema_view(
    create=extend_schema(request=ScreeningNothingSerializer, responses={202: ScreeningProgressSerializer})
)
class RunViewSet(_Readable):
    """Nights of the counties of the area, the latest first."""

    model = ScreeningRun
    serializer_class = ScreeningRunSerializer
    ordering = ("-night", "region_code", "pk")

    def create(self, request: Request) -> Response:
        """Ask that the counties of the area be screened which are not up to date; ask again for the progress."""
        ScreeningNothingSerializer(data=request.data).is_valid(raise_exception=True)
        now = timezone.now()
        queued = request_screening(actor=self.actor, now=now)
        progress = progress_of(self.actor, timezone.localdate(now))
        body = {
            "queued": queued,
            "counties": progress.counties,
            "done": progress.done,
            "at_work": progress.at_work,
        }
        return Response(body, status=202)


resources: list[tuple[str, Any, str]] = [
    ("screening-trials", TrialViewSet, "screening-trial"),
    ("screening-rules", RuleViewSet, "screening-rule"),
    ("screening-runs", RunViewSet, "screening-run"),
]
