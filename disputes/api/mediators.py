"""Committees and mediators for programs: public officers, with what they know and have in hand."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from disputes.models import MediationCommittee, Mediator
from disputes.queries.mediation_lists import CommitteeFilterSet, MediatorFilterSet, mediators_visible
from disputes.queries.mediators import Suggestion, committees_visible, suggested_mediators
from disputes.queries.particulars import dispute_to_mediate
from pingan.web.api import LARGEST_ID, ListedViewSet, ScopedViewSet


class CommitteeSerializer(serializers.ModelSerializer[MediationCommittee]):
    """``id`` is that of its organ."""

    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(source="organ.name", read_only=True)
    region = serializers.CharField(source="organ.region.code", read_only=True)
    region_name = serializers.CharField(source="organ.region.name", read_only=True)
    rooms = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = MediationCommittee
        fields = (
            "id",
            "name",
            "kind",
            "chair",
            "region",
            "region_name",
            "rooms",
            "established_on",
            "version",
        )
        read_only_fields = fields


class SuggestionSerializer(serializers.Serializer[Any]):
    """Why a mediator stands where it stands. With a ``conflict`` it must not mediate this one."""

    is_specialist = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    conflict = serializers.CharField(allow_blank=True)


class MediatorSerializer(serializers.ModelSerializer[Mediator]):
    """``suggestion`` only where ``dispute`` was asked for."""

    committee_name = serializers.CharField(source="committee.organ.name", read_only=True)
    region = serializers.CharField(source="committee.organ.region.code", read_only=True)
    region_name = serializers.CharField(source="committee.organ.region.name", read_only=True)
    specialities = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)  # type: ignore[var-annotated]
    caseload = serializers.IntegerField(
        read_only=True, help_text="Mediations open now, of disputes that are not closed to the caller."
    )
    suggestion = serializers.SerializerMethodField()

    class Meta:
        model = Mediator
        fields = (
            "id", "name", "kind", "phone", "committee", "committee_name", "region", "region_name",
            "specialities", "caseload", "trained_on", "active_from", "active_to", "suggestion",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(SuggestionSerializer(allow_null=True))
    def get_suggestion(self, row: Mediator) -> dict[str, Any] | None:
        found: Suggestion | None = self.context.get("suggested", {}).get(row.pk)
        if found is None:
            return None
        reasons = [_("speciality")] if found.is_specialist else []
        reasons += [
            row.committee.organ.name,
            _("%(count)d in hand, that you may open") % {"count": found.caseload},
        ]
        conflict = _("Bears the name of a party: a conflict of interest.") if found.conflict else ""
        return {"is_specialist": found.is_specialist, "reasons": reasons, "conflict": conflict}


class CommitteeViewSet(ListedViewSet):
    """People's mediation committees, of villages, townships, enterprises and trades."""

    model = MediationCommittee
    serializer_class = CommitteeSerializer
    filterset_class = CommitteeFilterSet
    ordering = ("organ__region__code", "organ__name_pinyin", "pk")

    def get_queryset(self) -> QuerySet[MediationCommittee]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return committees_visible(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


class SuggestionQuery(serializers.Serializer[Any]):
    """``dispute``: for which one mediators are looked for."""

    dispute = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter(
                "dispute",
                OpenApiTypes.INT,
                description="Suggest mediators for this dispute, the best first, with reasons; in one page, "
                "without the other filters. For those who may open its mediation.",
            ),
            OpenApiParameter("type", OpenApiTypes.STR, description="Codes of types they know.", many=True),
            OpenApiParameter("active", OpenApiTypes.BOOL, description="Without it: those active today."),
        ]
    )
)
class MediatorViewSet(ScopedViewSet):
    """Mediators with their committee, specialities and what they have in hand."""

    model = Mediator
    serializer_class = MediatorSerializer
    filterset_class = MediatorFilterSet
    also_asked = ("dispute",)
    ordering = ("committee__organ__region__code", "name_pinyin", "pk")

    def get_queryset(self) -> QuerySet[Mediator]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return mediators_visible(self.actor)

    def list(self, request: Request) -> Response:
        asked = SuggestionQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        if "dispute" in asked.validated_data:
            return self._suggested(asked.validated_data["dispute"])
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _suggested(self, dispute_id: int) -> Response:
        found = suggested_mediators(self.actor, dispute_to_mediate(self.actor, dispute_id))
        context = {**self.get_serializer_context(), "suggested": {one.mediator.pk: one for one in found}}
        rows = MediatorSerializer([one.mediator for one in found], many=True, context=context).data
        return Response({"next": None, "previous": None, "results": rows})

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


resources: list[tuple[str, Any, str]] = [
    ("mediation-committees", CommitteeViewSet, "mediation-committee"),
    ("mediators", MediatorViewSet, "mediator"),
]
