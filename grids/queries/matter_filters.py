"""What the filters of every kind of matter have in common: search, area, unit, lights, time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.filter_fields import BoxFilter, ChoicesFilter, CodeFilter, KeyFilter, YesNoFilter, region_q
from grids.queries.map_shift import in_box
from grids.queries.searching import words_q
from grids.queries.unplaced import unplaced_q
from grids.queries.waiting import light_q
from grids.rules.shown import ShownBox
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.calendars.rules import LIGHTS
from pingan.common.text import has_searchable
from pingan.matters.queries.tabs import DEFAULT_ORDERING as DEFAULT_ORDERING
from pingan.matters.queries.tabs import MATTER_ORDERINGS as MATTER_ORDERINGS
from pingan.matters.queries.tabs import ordering_in as ordering_in


class MatterFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters on detail rows of one kind of matter that the caller took from its scoped list.

    ``actor`` is who asks; ``now`` (default: the present) decides the lights. An invalid value makes the set
    invalid with the error at its field. Blank means no condition. ``only`` leaves out the filters that nobody
    asked for, where no form is shown.
    """

    kind: ClassVar[str]
    orderings: ClassVar[Mapping[str, tuple[str, ...]]] = MATTER_ORDERINGS

    q = filters.CharFilter(method="by_text", max_length=100, label=_("Search"))
    region = CodeFilter(method="by_region", label=_("Division"))
    grid = KeyFilter(field_name="matter__grid_id", label=pgettext_lazy("area", "Grid"))
    organ = KeyFilter(field_name="matter__organ_id", label=_("Responsible unit"))
    light = ChoicesFilter(choices=LIGHTS, method="by_light", label=_("Traffic light"))
    overdue = YesNoFilter(method="by_overdue", label=_("Overdue"))
    closed = YesNoFilter(
        field_name="matter__closed_at", lookup_expr="isnull", exclude=True, label=_("Closed")
    )
    bbox = BoxFilter(method="by_box", label=_("Part of the map"))
    unplaced = YesNoFilter(method="by_unplaced", label=_("In none of the places inside"))

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet[Any] | None = None,
        *,
        actor: Actor | None = None,
        now: datetime | None = None,
        only: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        if only is not None:
            # Copied and made into form fields by the base, each on every request.
            known = type(self).base_filters
            self.__dict__["base_filters"] = {name: one for name, one in known.items() if name in only}
        super().__init__(data, queryset, **kwargs)
        self.actor = actor
        self.now = now or timezone.now()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Apply the filters; the kind opens the indexes of the matter table, which begin with it."""
        rows = self.without_words(queryset)
        words = self.form.cleaned_data.get("q")
        return self.by_text(rows, "q", words) if words else rows

    def without_words(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Apply every filter but the search, and the order."""
        asked = self.form.cleaned_data
        rows = queryset.filter(matter__kind=self.kind).order_by(*ordering_in(self.orderings, asked))
        for name, value in asked.items():
            if name != "q":
                rows = self.filters[name].filter(rows, value)
        return rows

    def light_condition(self, light: str) -> Q:
        """Return the condition of one light as the actor sees it: here that of the next running term."""
        return light_q(light, self.now)

    def by_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Words of the title, the description, the place, or the beginning of a number."""
        if not has_searchable(value):
            return rows.none()
        return rows.filter(words_q(value))

    def by_region(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A division with everything inside; outside the actor's area the list is simply empty."""
        return rows.filter(region_q(value))

    def by_light(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """One or several traffic lights."""
        wanted = NOTHING
        for light in value:
            wanted |= self.light_condition(light)
        return rows.filter(wanted) if value else rows

    def by_overdue(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The red light, or any other."""
        red = self.light_condition("red")
        return rows.filter(red) if value else rows.exclude(red)

    def by_box(self, rows: QuerySet[Any], name: str, value: ShownBox) -> QuerySet[Any]:
        """With a point inside the rectangle."""
        return in_box(rows, value)

    def by_unplaced(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Of the division that is asked for (else the post's own): what lies in none of the places inside it."""
        own = self.actor.region_code if self.actor else ""
        condition = unplaced_q(self.actor, self.form.cleaned_data.get("region") or own)
        return rows.filter(condition if value else ~condition)

    def by_order(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """``filter_queryset`` has sorted already; unknown names were refused by the choices."""
        return rows
