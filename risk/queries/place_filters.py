"""Filters of the list of key places: one set of names for page and API."""

from __future__ import annotations

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.filter_fields import ChoicesFilter, KeyFilter, YesNoFilter
from risk.models import KeyPlace
from risk.models.choices import OF_ARTICLE_42, Domain, PlaceKind
from risk.queries.places import due_q


class PlaceFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Places that are watched; ``closed=true`` shows those that no longer are."""

    q = filters.CharFilter(
        field_name="name", lookup_expr="contains", max_length=60, label=pgettext_lazy("thing", "Name")
    )
    region = filters.CharFilter(
        field_name="region__code",
        lookup_expr="startswith",
        validators=[RegexValidator(r"^36[0-9]{0,10}\Z")],
        label=_("Division"),
    )
    grid = KeyFilter(field_name="grid_id", label=pgettext_lazy("area", "Grid"))
    kind = ChoicesFilter(choices=PlaceKind.choices, label=_("Kind of place"))
    domain = ChoicesFilter(choices=Domain.choices, label=_("Domain"))
    article_42 = YesNoFilter(method="by_article", label=_("Named by Article 42"))
    due = YesNoFilter(method="by_due", label=_("Round overdue"))
    closed = YesNoFilter(method="by_closing", label=_("No longer watched"))

    def filter_queryset(self, queryset: QuerySet[KeyPlace]) -> QuerySet[KeyPlace]:
        """Leave out what is no longer watched, unless it is asked for."""
        if self.form.cleaned_data.get("closed") in {None, ""}:
            queryset = queryset.filter(closed_on=None)
        rows: QuerySet[KeyPlace] = super().filter_queryset(queryset)
        return rows

    def by_article(self, rows: QuerySet[KeyPlace], name: str, value: object) -> QuerySet[KeyPlace]:
        """One of the 18 kinds that Article 42 names, or another one."""
        return rows.filter(kind__in=OF_ARTICLE_42) if value else rows.exclude(kind__in=OF_ARTICLE_42)

    def by_due(self, rows: QuerySet[KeyPlace], name: str, value: object) -> QuerySet[KeyPlace]:
        """Its next round is over."""
        late = due_q(timezone.localdate())
        return rows.filter(late) if value else rows.exclude(late)

    def by_closing(self, rows: QuerySet[KeyPlace], name: str, value: object) -> QuerySet[KeyPlace]:
        """No longer watched, or watched today."""
        return rows.filter(closed_on__isnull=False) if value else rows.filter(closed_on=None)
