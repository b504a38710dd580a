"""Warnings for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import FILTERS, ListedRowSerializer
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer, MatterActionsSerializer, choice, text
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.schema import GEOJSON, OPTIONAL_IF_MATCH
from pingan.web.serializers import MomentField, StrictInput
from risk.api.matters import RiskDetailFields, RiskViewSet
from risk.models import RiskWarning
from risk.models.warning_choices import CATEGORIES
from risk.queries.warning_filters import CHANNEL_CHOICES, LEVEL_CHOICES, STATE_CHOICES, WarningFilterSet
from risk.queries.warnings import issues_of, warnings_visible
from risk.services.warnings import NewWarning, draft_warning


def _keys(child: Any) -> serializers.ListField:
    return serializers.ListField(child=child, required=False, default=list, max_length=500)


class NewWarningSerializer(StrictInput):
    """Of the actor's own division and body. Shapes only: what is sound is decided by the service."""

    title = serializers.CharField(max_length=120)
    category = serializers.ChoiceField(list(CATEGORIES.items()))
    level = serializers.ChoiceField(LEVEL_CHOICES)
    channel = serializers.ChoiceField(CHANNEL_CHOICES, required=False, default="internal_notice")
    starts_at = MomentField()
    regions = _keys(serializers.IntegerField(min_value=1, max_value=LARGEST_ID))
    organs = _keys(serializers.IntegerField(min_value=1, max_value=LARGEST_ID))
    scope_text = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    watch = serializers.CharField(max_length=2000)
    measures = serializers.CharField(max_length=2000)
    basis = serializers.CharField(max_length=2000)
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    source = serializers.IntegerField(  # type: ignore[assignment]
        min_value=1,
        max_value=LARGEST_ID,
        required=False,
        allow_null=True,
        default=None,
        help_text="Matter that it is drawn up from, as a signal; it must be visible.",
    )

    def as_input(self) -> NewWarning:
        """Return the service's own input."""
        data = dict(self.validated_data)
        lists = {name: tuple(data.pop(name)) for name in ("regions", "organs", "attachments")}
        return NewWarning(
            **data,
            regions=tuple(map(str, lists["regions"])),
            organs=lists["organs"],
            attachments=lists["attachments"],
        )


class WarningRowSerializer(ListedRowSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    category = choice(list(CATEGORIES.items()))
    level = choice(LEVEL_CHOICES)
    channel = choice(CHANNEL_CHOICES)
    starts_at = moment_field(may_be_null=False)
    issuer = serializers.IntegerField()
    issuer_name = serializers.CharField()
    issued_at = moment_field()


class ReceiptSerializer(serializers.Serializer[Any]):
    """What became of the issue in force at one addressee: a division or a unit."""

    id = serializers.IntegerField()
    region = serializers.IntegerField(source="region_id", allow_null=True)
    organ = serializers.IntegerField(source="organ_id", allow_null=True)
    name = serializers.CharField(source="__str__")
    read_at = moment_field()
    reported_at = moment_field()
    measures = text()
    escalated_at = moment_field()


class IssueSerializer(serializers.Serializer[Any]):
    """One issue as it went out, and what became of it at its addressees."""

    number = serializers.IntegerField()
    level = choice(LEVEL_CHOICES)
    starts_at = moment_field(may_be_null=False)
    watch = serializers.CharField()
    measures = serializers.CharField()
    reason = text()
    issued_at = moment_field(may_be_null=False)
    receipts = ReceiptSerializer(many=True)


class AddresseeSerializer(serializers.Serializer[Any]):
    """A division or a unit."""

    region = serializers.IntegerField(source="region_id", allow_null=True)
    organ = serializers.IntegerField(source="organ_id", allow_null=True)
    name = serializers.CharField(source="__str__")


class RiskWarningSerializer(WarningRowSerializer, RiskDetailFields):
    scope_text = text()
    watch = serializers.CharField()
    measures = serializers.CharField()
    basis = serializers.CharField()
    authority = text()
    approved_at = moment_field()
    lifted_at = moment_field()
    addressees = AddresseeSerializer(many=True)
    receipts = ReceiptSerializer(many=True)
    issues = IssueSerializer(many=True)


class OfferedWarningActionsSerializer(MatterActionsSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]


@extend_schema_view(
    list=extend_schema(parameters=[GEOJSON, *FILTERS], responses=WarningRowSerializer),
    create=extend_schema(request=NewWarningSerializer, responses={201: RiskWarningSerializer}),
    retrieve=extend_schema(responses=RiskWarningSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=OfferedWarningActionsSerializer),
    perform=extend_schema(
        operation_id="warnings_perform",
        request=action_input_schema("warning"),
        responses=RiskWarningSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("warning")],
    ),
)
class WarningViewSet(RiskViewSet):
    """Warnings of the area, and those issued to the own division or unit."""

    kind = "warning"
    model = RiskWarning
    serializer_class = WarningRowSerializer
    filterset_class = WarningFilterSet
    more = ("category", "level", "channel", "starts_at", "issuer_id", "issuer__name", "issued_at")

    def visible(self) -> QuerySet[RiskWarning]:
        return warnings_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "category": values["category"],
            "level": values["level"],
            "channel": values["channel"],
            "starts_at": moment(values["starts_at"]),
            "issuer": values["issuer_id"],
            "issuer_name": values["issuer__name"],
            "issued_at": moment(values["issued_at"]),
        }

    def whole_of(self, detail: RiskWarning) -> dict[str, Any]:
        receipts = detail.receipts.filter(issue__number=detail.issue_count).select_related("region", "organ")
        return {
            "scope_text": detail.scope_text,
            "watch": detail.watch,
            "measures": detail.measures,
            "basis": detail.basis,
            "authority": detail.authority,
            "approved_at": moment(detail.approved_at),
            "lifted_at": moment(detail.lifted_at),
            "addressees": AddresseeSerializer(
                detail.addressees.select_related("region", "organ"), many=True
            ).data,
            "receipts": ReceiptSerializer(receipts, many=True).data,
            "issues": IssueSerializer(issues_of(detail).order_by("number"), many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = NewWarningSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        warning = draft_warning(actor=self.actor, data=given.as_input())
        response = self.answer_after(warning, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:warning-detail", kwargs={"pk": warning.pk})
        )
        return response


resources: list[tuple[str, Any, str]] = [("warnings", WarningViewSet, "warning")]
