"""Hazards for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.web.api_listed_matters import FILTERS as FILTERS_OF_ALL
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer
from pingan.web.api_matters import whole
from pingan.web.schema import GEOJSON, OPTIONAL_IF_MATCH
from pingan.web.schema import query_parameter as _query
from risk.api import hazard_schemas as schemas
from risk.api import matters
from risk.models import Hazard
from risk.queries.hazard_filters import HazardFilterSet
from risk.queries.hazards import hazards_visible, orders_of
from risk.queries.recurrences import earlier_of
from risk.services.hazards import register_hazard

FILTERS = [
    *FILTERS_OF_ALL,
    _query("listed", OpenApiTypes.BOOL, "Listed for supervision."),
]


@extend_schema_view(
    list=extend_schema(parameters=[GEOJSON, *FILTERS], responses=schemas.HazardRowSerializer),
    create=extend_schema(request=schemas.NewHazardSerializer, responses={201: schemas.HazardSerializer}),
    retrieve=extend_schema(responses=schemas.HazardSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=schemas.OfferedHazardActionsSerializer),
    perform=extend_schema(
        operation_id="hazards_perform",
        request=action_input_schema("hazard"),
        responses=schemas.HazardSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("hazard")],
    ),
)
class HazardViewSet(matters.RiskViewSet):
    """Hazards of the area or the own grids, those that the own unit puts right, and those reported by oneself."""

    kind = "hazard"
    model = Hazard
    serializer_class = schemas.HazardRowSerializer
    filterset_class = HazardFilterSet
    more = (
        "domain", "grade", "source", "place_id", "place__name", "place_text", "listed_at", "recurrences",
        "failed_inspections", "cleared_at",
    )  # fmt: skip

    def visible(self) -> QuerySet[Hazard]:
        return hazards_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        same = ("domain", "grade", "source", "place_text", "recurrences", "failed_inspections")
        return {
            **{name: values[name] for name in same},
            "place": values["place_id"],
            "place_name": values["place__name"],
            "is_listed": values["listed_at"] is not None,
            "cleared_at": moment(values["cleared_at"]),
        }

    def whole_of(self, detail: Hazard) -> dict[str, Any]:
        same = (
            "grade_computed", "grade_reasons", "grade_override_reason", "exposed", "days_needed", "needs_stop",
            "is_beyond_unit", "listing_number", "order_number", "reject_reason",
        )  # fmt: skip
        orders = orders_of(detail)[::-1]
        return {
            **{name: getattr(detail, name) for name in same},
            "cost_yuan": None if detail.cost_yuan is None else f"{detail.cost_yuan:.2f}",
            "listed_at": moment(detail.listed_at),
            "handed_over_at": moment(detail.handed_over_at),
            "recurs_from": detail.recurs_from_id,
            "rectifications": schemas.RectificationSerializer(orders, many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = schemas.NewHazardSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        hazard = register_hazard(actor=self.actor, data=given.as_input())
        response = self.answer_after(hazard, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:hazard-detail", kwargs={"pk": hazard.pk})
        )
        return response

    @extend_schema(responses=schemas.EarlierHazardsSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def earlier(self, request: Request, pk: str) -> Response:
        """Hazards of the same domain that were cleared at this spot within the window before, the latest first."""
        found = [row.pk for row in earlier_of(self.actor, self.get_object())]
        rows = {row["id"]: row for row in self.rows_of(self.get_queryset().filter(pk__in=found))}
        return whole([rows[pk] for pk in found if pk in rows])


resources: list[tuple[str, Any, str]] = [("hazards", HazardViewSet, "hazard")]
