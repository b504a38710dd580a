"""Readiness for programs: unit by unit, as its page shows it."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.registers.api import entry_schemas as schemas
from pingan.registers.models import RegisterReport
from pingan.registers.queries.entries import in_division
from pingan.registers.queries.readiness import readiness_of, unit_heads
from pingan.web.api import ScopedViewSet


class ReadinessFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``region`` is any division."""

    region = filters.CharFilter(method="by_region", validators=[RegexValidator(r"^36[0-9]{10}\Z")])

    def by_region(self, rows: QuerySet[RegisterReport], name: str, value: str) -> QuerySet[RegisterReport]:
        return rows.filter(in_division(value, "region_code"))


class ReadinessViewSet(ScopedViewSet):
    """How ready each unit is: plans and those whose review is overdue, drills held and owed, open improvements."""

    model = RegisterReport
    serializer_class = schemas.ReadinessSerializer
    filterset_class = ReadinessFilterSet
    ordering = ("-pk",)

    def refine(self, rows: QuerySet[RegisterReport]) -> QuerySet[RegisterReport]:
        return rows.filter(pk__in=unit_heads(self.actor).values("pk"))

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        units = readiness_of(self.actor, page, timezone.localdate())
        return self.get_paginated_response(self.get_serializer(units, many=True).data)


resources: list[tuple[str, Any, str]] = [("readiness", ReadinessViewSet, "readiness")]
