"""The area of a project and what lies in it, for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.web.api_matter_schemas import choice, moment, text
from pingan.web.schema import query_parameter as _query
from risk.models import FoundBy, MajorDecision
from risk.queries.area_filters import KIND_CHOICES, AreaFilterSet, wants_taken_off
from risk.queries.project_areas import area_of, matters_in_area, months_of, number_of_months


class ProjectAreaSerializer(serializers.Serializer[Any]):
    """Where a project lies. Nothing drawn and nothing chosen: the division of the decision is the area."""

    boundary = serializers.DictField(allow_null=True, help_text="GeoJSON Polygon or MultiPolygon, WGS-84.")
    area_m2 = serializers.FloatField(allow_null=True)
    regions = serializers.ListField(child=serializers.CharField(), help_text="Codes of chosen divisions.")
    grids = serializers.ListField(child=serializers.IntegerField(), help_text="Keys of chosen grids.")
    months_before = serializers.IntegerField(
        help_text="Matters opened so many months before the decision was listed, or later, are linked."
    )
    months_source = text()
    months_version = serializers.IntegerField(allow_null=True)


class AreaMatterSerializer(serializers.Serializer[Any]):
    """A dispute or an incident that was found in the area by its place. ``reason``: why it was taken off."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    matter_kind = choice(KIND_CHOICES)
    title = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    region = serializers.CharField()
    region_name = serializers.CharField()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    opened_at = moment(may_be_null=False)
    closed_at = moment()
    found_by = choice(FoundBy.choices)
    found_at = moment(may_be_null=False)
    reason = text()


def area_row(decision: MajorDecision) -> dict[str, Any]:
    """Return the area as a decision shows it."""
    area, asked = area_of(decision), number_of_months(decision)
    return {
        "boundary": area.boundary if area else None,
        "area_m2": round(area.area_m2, 1) if area and area.area_m2 is not None else None,
        "regions": [region.code for region in area.regions.all()] if area else [],
        "grids": [grid.pk for grid in area.grids.all()] if area else [],
        "months_before": months_of(decision),
        "months_source": "" if asked is None else asked.source,
        "months_version": None if asked is None else asked.version,
    }


def _row(matter: Any) -> dict[str, Any]:
    same = (
        "id",
        "number",
        "title",
        "state",
        "longitude",
        "latitude",
        "opened_at",
        "closed_at",
        "found_by",
        "found_at",
    )
    return {
        **{name: getattr(matter, name) for name in same},
        "matter_kind": matter.kind,
        "state_label": str(machine_for(matter.kind).states[matter.state]),
        "region": matter.region_code,
        "region_name": matter.region.name,
        "reason": matter.off_reason,
    }


class AreaMatters:
    """What the resource of decisions has besides: the matters of one's area, those that the reader sees."""

    actor: Any

    @extend_schema(
        responses=AreaMatterSerializer(many=True),
        parameters=[
            _query(
                "kind", OpenApiTypes.STR, "Kinds.", enum=[kind for kind, _label in KIND_CHOICES], many=True
            ),
            _query("open", OpenApiTypes.BOOL, "Has not ended."),
            _query("taken_off", OpenApiTypes.BOOL, "Those that were taken off, with the reason, instead."),
        ],
    )
    @action(detail=True, methods=["get"], url_path="area-matters", filterset_class=AreaFilterSet)
    def area_matters(self: Any, request: Request, pk: str) -> Response:
        """Disputes and incidents that were linked because they lie in the area, newest first, within the reader's sight."""
        off = wants_taken_off(request.query_params.get("taken_off", ""))
        rows: QuerySet[Matter] = matters_in_area(self.actor, self.get_object(), taken_off=off)
        page = self.paginate_queryset(self.filter_queryset(rows))
        body = AreaMatterSerializer([_row(one) for one in page], many=True).data
        answer: Response = self.get_paginated_response(body)
        return answer
