"""Repeating orders for programs: list, order, leave one out, stop."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.registers.api import entry_schemas as schemas
from pingan.registers.models import RoundSchedule
from pingan.registers.queries.schedules import definition_of, occasions_ahead
from pingan.registers.services.schedules import order_schedule, skip_occasion, stop_schedule
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.schema import OPTIONAL_IF_MATCH


class ScheduleFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``running``: neither stopped nor past its last day. ``region`` is a prefix of the order's own division."""

    definition = filters.CharFilter(field_name="definition_code", max_length=40)
    running = filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")
    region = filters.CharFilter(
        field_name="region_code",
        lookup_expr="startswith",
        validators=[RegexValidator(r"^36[0-9]{0,10}\Z")],
    )


@extend_schema_view(
    create=extend_schema(
        request=schemas.NewScheduleSerializer, responses={201: schemas.ScheduleDetailSerializer}
    ),
    retrieve=extend_schema(responses=schemas.ScheduleDetailSerializer),
)
class ScheduleViewSet(ListedViewSet):
    """Orders that repeat in the area; each round that one opened names it as its ``schedule``."""

    duty_to_create = "registers.order"
    model = RoundSchedule
    serializer_class = schemas.ScheduleSerializer
    filterset_class = ScheduleFilterSet
    ordering = ("-pk",)

    def refine(self, rows: QuerySet[RoundSchedule]) -> QuerySet[RoundSchedule]:
        return rows.select_related("region")

    def retrieve(self, request: Request, pk: str) -> Response:
        """One order, with the next occasions on which it opens."""
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        """Let an order repeat for the division of the post."""
        given = schemas.NewScheduleSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = order_schedule(
            actor=self.actor,
            definition_id=given.validated_data["definition"],
            region=region_for(self.actor, ""),
            data=given.as_schedule(),
        )
        response = self._answer(row, status=201)
        address = reverse(f"api:{self.basename}-detail", kwargs={"pk": row.pk})
        response["Location"] = request.build_absolute_uri(address)
        return response

    @extend_schema(
        request=schemas.SkipSerializer,
        responses=schemas.ScheduleDetailSerializer,
        parameters=[OPTIONAL_IF_MATCH],
        filters=False,
    )
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: str) -> Response:
        """Leave one of the next occasions out; a reason is needed."""
        row = fetch(RoundSchedule, self.actor, pk, "order")
        given = schemas.SkipSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        skip_occasion(
            actor=self.actor, schedule_id=row.pk, seen_version=seen_version(request), **given.validated_data
        )
        return self._answer(fetch(RoundSchedule, self.actor, pk, refine=self.refine))

    @extend_schema(
        request=schemas.StopSerializer,
        responses=schemas.ScheduleDetailSerializer,
        parameters=[OPTIONAL_IF_MATCH],
        filters=False,
    )
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """Let it repeat no more; a reason is needed. Rounds that are open go on."""
        row = fetch(RoundSchedule, self.actor, pk, "order")
        given = schemas.StopSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        stop_schedule(
            actor=self.actor, schedule_id=row.pk, seen_version=seen_version(request), **given.validated_data
        )
        return self._answer(fetch(RoundSchedule, self.actor, pk, refine=self.refine))

    def _answer(self, row: RoundSchedule, *, status: int = 200) -> Response:
        today = timezone.localdate()
        ahead = occasions_ahead(row, definition_of(row, today), today)
        shown = schemas.OccasionSerializer(ahead, many=True).data
        response = Response({**self.get_serializer(row).data, "ahead": shown}, status=status)
        response["ETag"] = etag_of(row.version)
        return response


resources: list[tuple[str, Any, str]] = [("register-schedules", ScheduleViewSet, "register-schedule")]
