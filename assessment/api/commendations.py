"""Commendations for programs: the same rows, verbs and actions as on the pages; names masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.models import Commendation
from assessment.models.case_choices import Nominee
from assessment.queries.commendation_filters import STATE_CHOICES, CommendationFilterSet
from assessment.queries.commendations import commendations_visible, told_obstacles
from assessment.rules.cases import masked
from assessment.services.commendations import NewCommendation, nominate, reveal_nominee
from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import (
    FILTERS,
    ListedDetailFields,
    ListedMatterViewSet,
    ListedRowSerializer,
)
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import (
    CountSerializer,
    MatterActionsSerializer,
    RevealSerializer,
    choice,
    maybe_key,
    text,
)
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.schema import OPTIONAL_IF_MATCH
from pingan.web.serializers import StrictInput


class NewCommendationSerializer(StrictInput):
    """To the coordinating body of the actor's division. Shapes only: what is sound is decided by the service."""

    nominee = serializers.ChoiceField(Nominee.choices)
    honour = serializers.CharField(max_length=120)
    deeds = serializers.CharField(max_length=4000)
    name = serializers.CharField(
        max_length=60,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of a family or individual alone.",
    )
    organ = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )
    division = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewCommendation:
        """Return the service's own input."""
        data = dict(self.validated_data)
        return NewCommendation(**{**data, "attachments": tuple(data["attachments"])})


class CommendationRowSerializer(ListedRowSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    nominee = choice(Nominee.choices)
    nominee_organ = maybe_key()
    nominee_division = maybe_key()
    honour = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    document_number = text()


class CommendationSerializer(CommendationRowSerializer, ListedDetailFields):
    deeds = serializers.CharField()
    name_masked = text()
    obstacles = serializers.ListField(
        child=serializers.CharField(), help_text="File numbers of cases that stand against it today."
    )
    override_reason = text()
    override_at = moment_field()
    publicized_at = moment_field()
    publicized_until = moment_field()
    published_at = moment_field()
    ending = text()


class NomineeNameSerializer(serializers.Serializer[Any]):
    """The name in clear."""

    name = serializers.CharField()


class OfferedCommendationActionsSerializer(MatterActionsSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]


@extend_schema_view(
    list=extend_schema(parameters=FILTERS, responses=CommendationRowSerializer),
    create=extend_schema(request=NewCommendationSerializer, responses={201: CommendationSerializer}),
    retrieve=extend_schema(responses=CommendationSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=OfferedCommendationActionsSerializer),
    perform=extend_schema(
        operation_id="commendations_perform",
        request=action_input_schema("commendation"),
        responses=CommendationSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("commendation")],
    ),
)
class CommendationViewSet(ListedMatterViewSet):
    """Commendations of the area, and those of the own unit or nomination."""

    kind = "commendation"
    model = Commendation
    serializer_class = CommendationRowSerializer
    filterset_class = CommendationFilterSet
    more = ("nominee", "organ_id", "division_id", "honour", "decided_on", "document_number")

    def visible(self) -> QuerySet[Commendation]:
        return commendations_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "nominee": values["nominee"],
            "nominee_organ": values["organ_id"],
            "nominee_division": values["division_id"],
            "honour": values["honour"],
            "decided_on": values["decided_on"].isoformat() if values["decided_on"] else None,
            "document_number": values["document_number"],
        }

    def whole_of(self, detail: Commendation) -> dict[str, Any]:
        is_open = detail.matter.closed_at is None
        told = told_obstacles(self.actor, detail, timezone.localdate()) if is_open else []
        return {
            "deeds": detail.deeds,
            "name_masked": masked(str(detail.name or "")),
            "obstacles": told,
            "override_reason": detail.override_reason,
            **{
                name: moment(getattr(detail, name))
                for name in ("override_at", "publicized_at", "publicized_until", "published_at")
            },
            "ending": detail.ending,
        }

    def create(self, request: Request) -> Response:
        given = NewCommendationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = nominate(actor=self.actor, data=given.as_input())
        response = self.answer_after(row, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:commendation-detail", kwargs={"pk": row.pk})
        )
        return response

    @extend_schema(
        request=RevealSerializer, responses=NomineeNameSerializer, extensions={"x-answer-not-kept": True}
    )
    @action(detail=True, methods=["post"], filterset_class=None, stores_answers=False)
    def reveal(self, request: Request, pk: str) -> Response:
        """The name in clear. Who asked and why is written down; the answer is never stored."""
        self.get_object()  # outside the area there is nothing to ask a reason for
        given = RevealSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        name = reveal_nominee(
            actor=self.actor, commendation_id=self.key(), reason=given.validated_data["reason"]
        )
        response = Response({"name": name})
        response["Cache-Control"] = "no-store"
        return response


resources: list[tuple[str, Any, str]] = [("commendations", CommendationViewSet, "commendation")]
