"""Filters of the organisation's resources; a number too large for a key is refused before the database."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from pingan.console.queries.organisation import in_force_q
from pingan.org.models import Region, RegionLevel
from pingan.org.queries import regions_matching

LARGEST_ID = 2**63 - 1


class KeyFilter(filters.Filter):  # type: ignore[misc]
    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


class CodeFilter(filters.CharFilter):  # type: ignore[misc]
    """Everything whose region code begins with these digits."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, lookup_expr="startswith", max_length=12)


class DatedFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``on=2025-06-01``: in force on that day; ``in_force=true``: not ended."""

    on = filters.DateFilter(method="filter_on")
    in_force = filters.BooleanFilter(field_name="valid_to", lookup_expr="isnull")

    def filter_on(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(in_force_q(value))


class RegionFilterSet(DatedFilterSet):
    level = filters.TypedChoiceFilter(choices=RegionLevel.choices, coerce=int)
    parent = KeyFilter(field_name="parent_id")
    code = CodeFilter("code")
    is_virtual = filters.BooleanFilter()
    has_boundary = filters.BooleanFilter(field_name="boundary", lookup_expr="isnull", exclude=True)
    q = filters.CharFilter(method="filter_text", max_length=40)

    def filter_text(self, rows: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        return regions_matching(rows, value)


class BodyFilterSet(DatedFilterSet):
    region = KeyFilter(field_name="region_id")
    code = CodeFilter("region__code")
    level = filters.TypedChoiceFilter(choices=RegionLevel.choices, coerce=int)


class CenterFilterSet(BodyFilterSet):
    pass


class MemberFilterSet(DatedFilterSet):
    body = KeyFilter(field_name="body_id")
    organ = KeyFilter(field_name="organ_id")
    region = KeyFilter(field_name="body__region_id")
    code = CodeFilter("body__region__code")
