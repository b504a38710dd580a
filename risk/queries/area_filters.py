"""Filters of what lies in a project's area: one set of names for page and API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.filter_fields import ChoicesFilter, YesNoFilter

KIND_CHOICES = (
    ("dispute", pgettext_lazy("matters", "disputes")),
    ("incident", pgettext_lazy("matters", "incidents")),
)


class AreaFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters on the rows of ``matters_in_area``; no model is named, for the address is one of decisions."""

    kind = ChoicesFilter(choices=KIND_CHOICES, label=pgettext_lazy("matter", "Kind"))
    open = YesNoFilter(method="by_open", label=_("Open"))
    taken_off = YesNoFilter(method="by_taken_off", label=_("Taken off"))

    def by_open(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Has not ended."""
        return rows.filter(closed_at__isnull=bool(value))

    def by_taken_off(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Asked before: the rows are those of one sort already."""
        return rows


def wants_taken_off(value: str) -> bool:
    """Say whether an address asks for what was taken off instead of what is linked."""
    return value in {"true", "1"}
