"""Volunteers for programs: by number and place, without name or phone; their hours and how these were corrected."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from grids.models import HoursCorrection, Volunteer, VolunteerService
from grids.queries.volunteer_hours import certificates_of, given_by, hours_of
from grids.services.volunteer_hours import LONGEST_REASON, MOST_HOURS, correct_hours
from pingan.access.policy import fetch
from pingan.web.api import LARGEST_ID, ListedViewSet
from pingan.web.serializers import StrictInput


class VolunteerSerializer(serializers.ModelSerializer[Volunteer]):
    """``left_at`` null: the person serves; else nothing of them is kept but this."""

    number = serializers.CharField(source="submission.number", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    services = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Volunteer
        fields = (
            "id",
            "number",
            "region_code",
            "region_name",
            "services",
            "consented_at",
            "joined_at",
            "left_at",
        )
        read_only_fields = fields


class HoursCorrectionSerializer(serializers.ModelSerializer[HoursCorrection]):
    class Meta:
        model = HoursCorrection
        fields = ("id", "hours_before", "hours", "reason", "corrected_at")
        read_only_fields = fields


class VolunteerServiceSerializer(serializers.ModelSerializer[VolunteerService]):
    """``activity`` null: its entry was taken out of the register."""

    hours = serializers.IntegerField(source="hours_now", read_only=True, help_text="As they hold now.")
    hours_noted = serializers.IntegerField(
        source="hours", read_only=True, help_text="The figure that was noted first; it stays."
    )
    corrections = HoursCorrectionSerializer(source="corrected", many=True, read_only=True)

    class Meta:
        model = VolunteerService
        fields = (
            "id",
            "activity",
            "held_on",
            "kind",
            "title",
            "hours",
            "hours_noted",
            "noted_at",
            "corrections",
        )
        read_only_fields = fields


class VolunteerCertificateSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    issued_at = serializers.DateTimeField()
    is_older_than_a_correction = serializers.BooleanField(
        help_text="Hours that it tells were corrected since; it stays as it is, and a new one can be issued."
    )


class VolunteerDetailSerializer(VolunteerSerializer):
    hours = serializers.SerializerMethodField(help_text="Sum of what was given, as it was corrected.")
    given = serializers.SerializerMethodField()
    certificates = serializers.SerializerMethodField()

    class Meta(VolunteerSerializer.Meta):
        fields = (*VolunteerSerializer.Meta.fields, "hours", "given", "certificates")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_hours(self, row: Volunteer) -> int:
        return hours_of(row)

    @extend_schema_field(VolunteerServiceSerializer(many=True))
    def get_given(self, row: Volunteer) -> Any:
        return VolunteerServiceSerializer(given_by(row), many=True).data

    @extend_schema_field(VolunteerCertificateSerializer(many=True))
    def get_certificates(self, row: Volunteer) -> Any:
        told = [
            {"number": paper.number, "issued_at": paper.issued_at, "is_older_than_a_correction": is_older}
            for paper, is_older in certificates_of(row)
        ]
        return VolunteerCertificateSerializer(told, many=True).data


class CorrectHoursSerializer(StrictInput):
    service = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text="Id of one of `given`.")
    hours = serializers.IntegerField(
        min_value=0, max_value=MOST_HOURS, help_text="The right figure; 0: not given, or not by this person."
    )
    reason = serializers.CharField(
        max_length=LONGEST_REASON, help_text="Stays with the figure before; no names."
    )
    seen = serializers.IntegerField(
        min_value=0,
        required=False,
        allow_null=True,
        default=None,
        help_text="The figure that you saw; another one by now answers 409.",
    )


class VolunteerFilterSet(filters.FilterSet):  # type: ignore[misc]
    serving = filters.BooleanFilter(field_name="left_at", lookup_expr="isnull")


@extend_schema_view(retrieve=extend_schema(responses=VolunteerDetailSerializer))
class VolunteerViewSet(ListedViewSet):
    """Volunteers of the area, by place and in the order in which they came; never by hours."""

    model = Volunteer
    serializer_class = VolunteerSerializer
    filterset_class = VolunteerFilterSet
    ordering = ("pk",)

    def refine(self, rows: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        return rows.select_related("submission", "region").defer("name", "phone")

    def retrieve(self, request: Request, pk: str) -> Response:
        """One volunteer with the hours, their corrections, and the certificates."""
        return Response(VolunteerDetailSerializer(self.get_object()).data)

    @extend_schema(request=CorrectHoursSerializer, responses=VolunteerDetailSerializer, filters=False)
    @action(detail=True, methods=["post"], url_path="correct-hours", url_name="correct-hours")
    def correct(self, request: Request, pk: str) -> Response:
        """Correct a figure of hours, with the reason; the one before stays in the record."""
        row = fetch(Volunteer, self.actor, pk, "decide")
        given = CorrectHoursSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        correct_hours(actor=self.actor, pk=row.pk, **given.validated_data)
        return Response(VolunteerDetailSerializer(fetch(Volunteer, self.actor, pk, refine=self.refine)).data)


resources: list[tuple[str, Any, str]] = [("volunteers", VolunteerViewSet, "volunteer")]
