"""The classes of incidents for programs: the tree of a day, in one page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import F, QuerySet, Value
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from grids.models import CategoryKind, IncidentCategory
from grids.queries.categories import categories_in_force
from pingan.web.api import ListedViewSet
from pingan.web.pagination import CursorPage


class CategorySerializer(serializers.ModelSerializer[IncidentCategory]):
    """``parent`` is a code, null on level 1; ``children`` are the codes right below, on the day asked for."""

    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    children = serializers.SerializerMethodField()

    class Meta:
        model = IncidentCategory
        fields = (
            "id", "code", "parent", "children", "reportable", "name", "name_en", "kind", "default_severity",
            "article", "needs_place", "is_clue", "icon", "order", "region_code", "version", "effective_from",
            "effective_to",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_parent(self, row: IncidentCategory) -> str | None:
        return row.parent_code or None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_children(self, row: IncidentCategory) -> list[str]:
        under: dict[str, list[str]] = self.context.get("under", {})
        return under.get(row.code, [])


class CategoryPage(CursorPage):
    """The whole catalogue is short: one page, unless a smaller one is asked for."""

    page_size = 500
    max_page_size = 500


class CategoryFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``on``: the catalogue of another day. ``region``: what can be reported there."""

    on = filters.DateFilter(method="by_day")
    kind = filters.ChoiceFilter(choices=CategoryKind.choices)
    parent = filters.CharFilter(field_name="parent_code", max_length=40)
    reportable = filters.TypedChoiceFilter(
        choices=[("true", "true"), ("false", "false")], coerce=lambda value: value == "true"
    )
    region = filters.CharFilter(method="by_region", validators=[RegexValidator(r"^36[0-9]{0,10}\Z")])

    def filter_queryset(self, queryset: QuerySet[IncidentCategory]) -> QuerySet[IncidentCategory]:
        day = self.form.cleaned_data.get("on") or timezone.localdate()
        rows: QuerySet[IncidentCategory] = super().filter_queryset(
            queryset.filter(IncidentCategory.in_force_q(day))
        )
        return rows

    def by_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Done for the whole set: without a day it is today's."""
        return rows

    def by_region(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.annotate(asked=Value(value)).filter(asked__startswith=F("region_code"))
        return found


class CategoryViewSet(ListedViewSet):
    """Classes in force; an older version stays readable by its id."""

    model = IncidentCategory
    serializer_class = CategorySerializer
    filterset_class = CategoryFilterSet
    pagination_class = CategoryPage
    ordering = ("order", "code", "pk")

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            context["under"] = self._under()
        return context

    def _under(self) -> dict[str, list[str]]:
        under: dict[str, list[str]] = defaultdict(list)
        asked = CategoryFilterSet(self.request.query_params, self.get_queryset()).form
        day = asked.cleaned_data.get("on") if asked.is_valid() else None
        for code, parent in categories_in_force(day).values_list("code", "parent_code"):
            under[parent].append(code)
        return dict(under)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


resources: list[tuple[str, Any, str]] = [("incident-categories", CategoryViewSet, "incident-category")]
