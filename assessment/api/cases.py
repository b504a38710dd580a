"""Accountability cases and restrictions for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api.case_records import CaseRecordsFields, records_of
from assessment.models import AccountabilityCase, Restriction
from assessment.models.case_choices import Forbids, LiftRule, ObjectionTo
from assessment.queries.case_filters import (
    CIRCUMSTANCE_CHOICES,
    MEASURE_CHOICES,
    STATE_CHOICES,
    CaseFilterSet,
)
from assessment.queries.cases import cases_visible, restrictions_visible
from assessment.services.cases import NewCase, open_case
from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID, ListedViewSet
from pingan.web.api_listed_matters import (
    FILTERS,
    ListedDetailFields,
    ListedMatterViewSet,
    ListedRowSerializer,
)
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer, MatterActionsSerializer, choice, maybe_key, text
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.schema import OPTIONAL_IF_MATCH
from pingan.web.serializers import StrictInput


def _key(words: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None, help_text=words
    )


class NewCaseSerializer(StrictInput):
    """Of the actor's own body. Shapes only: what is sound is decided by the service."""

    facts = serializers.CharField(max_length=4000)
    circumstances = serializers.ListField(
        child=serializers.ChoiceField(CIRCUMSTANCE_CHOICES), allow_empty=False, max_length=7
    )
    event_on = serializers.DateField(help_text="Day of the event; who answers is who held the post then.")
    region = _key("Division just below the body's; either this or a unit.")
    organ = _key("Unit of the body's own level.")
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewCase:
        """Return the service's own input."""
        data = dict(self.validated_data)
        data |= {name: tuple(data[name]) for name in ("circumstances", "attachments")}
        return NewCase(**data)


class CaseRowSerializer(ListedRowSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    circumstances = serializers.ListField(child=serializers.IntegerField())
    subject_region = maybe_key()
    subject_organ = maybe_key()
    event_on = serializers.DateField()
    measure = choice(MEASURE_CHOICES, may_be_blank=True)
    proposal = choice(MEASURE_CHOICES, may_be_blank=True)
    document_number = text()
    decided_on = serializers.DateField(allow_null=True)
    term_on = serializers.DateField(allow_null=True)


class CaseObjectionSerializer(serializers.Serializer[Any]):
    """A written objection and its answer."""

    to = choice(ObjectionTo.choices)
    answer = text()
    text = serializers.CharField()
    made_at = moment_field(may_be_null=False)
    answered_at = moment_field()
    is_upheld = serializers.BooleanField(allow_null=True)


class RestrictionSerializer(serializers.Serializer[Any]):
    """What is forbidden to a leading group, from one day to another."""

    id = serializers.IntegerField()
    region = serializers.IntegerField(source="region_id", allow_null=True)
    organ = serializers.IntegerField(source="organ_id", allow_null=True)
    name = serializers.SerializerMethodField()
    forbids = choice(Forbids.choices)
    from_on = serializers.DateField()
    to_on = serializers.DateField(help_text="The first day on which it no longer holds.")
    ended_on = serializers.DateField(allow_null=True, help_text="Lifted before; NULL: it was not.")
    basis = serializers.CharField()
    case_number = serializers.CharField(help_text="Blank where the case itself is closed to the reader.")

    def get_name(self, row: Restriction) -> str:
        """Name the division or unit."""
        return str(row.region.name if row.region is not None else row.organ)


class CaseSerializer(CaseRowSerializer, ListedDetailFields, CaseRecordsFields):
    facts = serializers.CharField()
    rule = text()
    threshold = text()
    previous = maybe_key()
    findings = text()
    leaders = serializers.ListField(
        child=serializers.CharField(),
        help_text="Name and title of those who held the post on the day of the event.",
    )
    statement = text()
    statement_at = moment_field()
    basis = text()
    skip_reason = text()
    authority = text()
    demand = text()
    lift_rule = choice(LiftRule.choices, may_be_blank=True)
    served_at = moment_field()
    rectification = text()
    rectified_at = moment_field()
    lifted_on = serializers.DateField(allow_null=True)
    ending = text()
    objections = CaseObjectionSerializer(many=True)
    restrictions = RestrictionSerializer(many=True)


class OfferedCaseActionsSerializer(MatterActionsSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]


_ROW = (
    "circumstances", "region_id", "organ_id", "event_on", "measure", "proposal", "document_number", "decided_on", "term_on",
)  # fmt: skip
_TEXTS = (
    "facts", "rule", "threshold", "findings", "statement", "basis", "skip_reason", "authority", "demand", "lift_rule",
    "rectification", "ending",
)  # fmt: skip
_MOMENTS = ("statement_at", "served_at", "rectified_at")


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()


@extend_schema_view(
    list=extend_schema(parameters=FILTERS, responses=CaseRowSerializer),
    create=extend_schema(request=NewCaseSerializer, responses={201: CaseSerializer}),
    retrieve=extend_schema(responses=CaseSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=OfferedCaseActionsSerializer),
    perform=extend_schema(
        operation_id="accountability_cases_perform",
        request=action_input_schema("case"),
        responses=CaseSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("case")],
    ),
)
class CaseViewSet(ListedMatterViewSet):
    """Cases of the own body, and those that the own unit or division is asked to answer. No filter asks for a person."""

    kind = "case"
    model = AccountabilityCase
    serializer_class = CaseRowSerializer
    filterset_class = CaseFilterSet
    more = _ROW

    def visible(self) -> QuerySet[AccountabilityCase]:
        return cases_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "circumstances": values["circumstances"],
            "subject_region": values["region_id"],
            "subject_organ": values["organ_id"],
            "event_on": _day(values["event_on"]),
            "measure": values["measure"],
            "proposal": values["proposal"],
            "document_number": values["document_number"],
            "decided_on": _day(values["decided_on"]),
            "term_on": _day(values["term_on"]),
        }

    def whole_of(self, detail: AccountabilityCase) -> dict[str, Any]:
        held = detail.restrictions.select_related("region", "organ").annotate(
            case_number=F("case__matter__number")
        )
        return {
            **records_of(self.actor, detail),
            **{name: getattr(detail, name) for name in _TEXTS},
            **{name: moment(getattr(detail, name)) for name in _MOMENTS},
            "previous": detail.previous_id,
            "lifted_on": _day(detail.lifted_on),
            "leaders": [str(row) for row in detail.leaders.select_related("responsibility")],
            "objections": CaseObjectionSerializer(detail.objections.all(), many=True).data,
            "restrictions": RestrictionSerializer(held, many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = NewCaseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        case = open_case(actor=self.actor, data=given.as_input())
        response = self.answer_after(case, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:accountability-case-detail", kwargs={"pk": case.pk})
        )
        return response


class RestrictionViewSet(ListedViewSet):
    """What is forbidden to leading groups of the area: no statement, no person."""

    model = Restriction
    serializer_class = RestrictionSerializer
    ordering = ("-from_on", "-pk")

    def get_queryset(self) -> QuerySet[Restriction]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return restrictions_visible(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


resources: list[tuple[str, Any, str]] = [
    ("accountability-cases", CaseViewSet, "accountability-case"),
    ("restrictions", RestrictionViewSet, "restriction"),
]
