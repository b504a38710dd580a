"""The filters of incident lists: one set of names for pages, API, map, export and saved views."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models import Severity, Urgency
from grids.models.incidents import Incident, Satisfaction, Source
from grids.queries.filter_fields import (
    BoxFilter,
    ChoicesFilter,
    ClassFilter,
    CodeFilter,
    KeyFilter,
    MomentFilter,
    YesNoFilter,
)
from grids.queries.searching import WordSearch, edge_of, is_wide
from grids.queries.waiting import seen_light_q, waiting_for
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.calendars.rules import LIGHTS
from pingan.common.text import ZhQuery, has_searchable
from pingan.org.queries import covered_prefixes, region_by_code
from pingan.org.rules import prefixes_cover

STATES = (
    ("reported", pgettext_lazy("incident state", "reported")),
    ("accepted", pgettext_lazy("incident state", "accepted")),
    ("dispatched", pgettext_lazy("incident state", "dispatched")),
    ("signed", pgettext_lazy("incident state", "signed for")),
    ("returned", pgettext_lazy("incident state", "returned")),
    ("handled", pgettext_lazy("incident state", "handled")),
    ("verified", pgettext_lazy("incident state", "verified")),
    ("answered", pgettext_lazy("incident state", "answered")),
    ("closed", pgettext_lazy("incident state", "closed")),
    ("suspended", pgettext_lazy("incident state", "suspended")),
    ("rejected", pgettext_lazy("incident state", "not accepted")),
    ("merged", pgettext_lazy("incident state", "merged")),
)
"""As the machine names them; queries stand below the machine, so a test compares the two."""
#: What a list may be sorted by, with the columns that make the order total.
ORDERINGS: Mapping[str, tuple[str, ...]] = {
    "-opened_at": ("-matter__opened_at", "-pk"),
    "opened_at": ("matter__opened_at", "pk"),
    "due": ("-is_emergency", "matter__next_due_at", "pk"),
    "next_due_at": ("matter__next_due_at", "pk"),
    "-next_due_at": ("-matter__next_due_at", "-pk"),
    "severity": ("matter__severity", "-pk"),
    "-severity": ("-matter__severity", "-pk"),
    "state": ("matter__state", "-pk"),
    "-state": ("-matter__state", "-pk"),
    "number": ("matter__number", "pk"),
    "-number": ("-matter__number", "-pk"),
    "closed_at": ("matter__closed_at", "pk"),
    "-closed_at": ("-matter__closed_at", "-pk"),
    "updated_at": ("matter__updated_at", "pk"),
    "-updated_at": ("-matter__updated_at", "-pk"),
}
DEFAULT_ORDERING = "-opened_at"
_BY_WIDTH = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}


def ordering_of(data: Any) -> tuple[str, ...]:
    """Return the columns of the order that was asked for; the usual one where none or an unknown one was."""
    wanted = data.get("ordering", "") if data is not None else ""
    return ORDERINGS.get(wanted, ORDERINGS[DEFAULT_ORDERING])


def _prefixes_of(code: str) -> tuple[str, ...]:
    """Return the prefixes of a division, those it succeeded included; an unknown code stands for itself."""
    padded = code.ljust(12, "0")
    region = region_by_code(padded)
    if region is not None:
        return covered_prefixes(region)
    bare = padded.rstrip("0")
    return prefixes_cover([padded[: next(width for width in (2, 4, 6, 9, 12) if width >= len(bare))]])


class IncidentFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters on ``Incident`` rows that the caller took from ``incidents_visible``.

    ``actor`` gives ``mine`` and ``todo`` their meaning; ``now`` (default: the present) decides the lights.
    An invalid value makes the set invalid with the error at its field. Blank means no condition. ``only``
    leaves out the filters that nobody asked for, where no form is shown.
    """

    q = filters.CharFilter(method="by_text", max_length=100, label=_("Search"))
    state = ChoicesFilter(choices=STATES, field_name="matter__state", label=_("State"))
    category = ClassFilter(field_name="matter__class_code", label=_("Class"))
    severity = ChoicesFilter(choices=Severity.choices, field_name="matter__severity", label=_("Severity"))
    urgency = ChoicesFilter(choices=Urgency.choices, field_name="matter__urgency", label=_("Urgency"))
    source = ChoicesFilter(choices=Source.choices, label=_("Source"))
    region = CodeFilter(method="by_region", label=_("Division"))
    grid = KeyFilter(field_name="matter__grid_id", label=pgettext_lazy("area", "Grid"))
    organ = KeyFilter(field_name="matter__organ_id", label=_("Responsible unit"))
    light = ChoicesFilter(choices=LIGHTS, method="by_light", label=_("Traffic light"))
    overdue = YesNoFilter(method="by_overdue", label=_("Overdue"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Reported from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Reported until")
    )
    closed = YesNoFilter(
        field_name="matter__closed_at", lookup_expr="isnull", exclude=True, label=_("Closed")
    )
    mine = YesNoFilter(method="by_reporter", label=_("Reported by me"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    is_emergency = YesNoFilter(label=_("Emergency"))
    is_solved = YesNoFilter(label=_("Found solved on verification"))
    evaluated_solved = YesNoFilter(label=_("Solved, say reporters"))
    satisfaction = ChoicesFilter(choices=Satisfaction.choices, label=_("Satisfaction"))
    bbox = BoxFilter(method="by_box", label=_("Part of the map"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Incident
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet[Incident] | None = None,
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

    def filter_queryset(self, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        """Apply the filters; the kind opens the indexes of the matter table, which begin with it."""
        rows = self._without_words(queryset)
        words = self.form.cleaned_data.get("q")
        return self.by_text(rows, "q", words) if words else rows

    def _without_words(self, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        rows = queryset.filter(matter__kind="incident").order_by(*ordering_of(self.form.cleaned_data))
        for name, value in self.form.cleaned_data.items():
            if name != "q":
                rows = self.filters[name].filter(rows, value)
        return rows

    def page_rows(self) -> QuerySet[Incident] | WordSearch:
        """Return the same rows for cutting one page out of them (``grids.queries.searching``)."""
        words = self.form.cleaned_data.get("q") if self.is_valid() else ""
        if not words or not has_searchable(words) or self.actor is None or not is_wide(self.actor):
            return self.qs  # type: ignore[no-any-return]  # django-filter is untyped
        edge = edge_of(self.actor)
        return self.qs if edge is None else WordSearch(self._without_words(self.queryset), words, edge)

    def by_text(self, rows: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        """Words of the title, the description, the place, or the beginning of a number."""
        if not has_searchable(value):
            return rows.none()
        return rows.filter(matter__search=ZhQuery(value))

    def by_region(self, rows: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        """A division with everything inside; outside the actor's area the list is simply empty."""
        by_column: dict[str, list[str]] = {}
        for prefix in _prefixes_of(value):
            if len(prefix) == 2:
                return rows
            by_column.setdefault(_BY_WIDTH[len(prefix)], []).append(prefix)
        condition = NOTHING
        for column, codes in by_column.items():
            condition |= Q(**{f"matter__{column}__in": codes})
        return rows.filter(condition)

    def by_light(self, rows: QuerySet[Incident], name: str, value: list[str]) -> QuerySet[Incident]:
        """One or several traffic lights."""
        wanted = NOTHING
        for light in value:
            wanted |= seen_light_q(light, self.now, self.actor)
        return rows.filter(wanted) if value else rows

    def by_overdue(self, rows: QuerySet[Incident], name: str, value: object) -> QuerySet[Incident]:
        """The red light, or any other."""
        red = seen_light_q("red", self.now, self.actor)
        return rows.filter(red) if value else rows.exclude(red)

    def by_reporter(self, rows: QuerySet[Incident], name: str, value: object) -> QuerySet[Incident]:
        """Reported with the actor's own account."""
        own = {"matter__created_by_id": self.actor.user_id if self.actor else None}
        return rows.filter(**own) if value else rows.exclude(**own)

    def by_todo(self, rows: QuerySet[Incident], name: str, value: object) -> QuerySet[Incident]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_for(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)

    def by_box(
        self, rows: QuerySet[Incident], name: str, value: tuple[float, float, float, float]
    ) -> QuerySet[Incident]:
        """With a point inside the rectangle."""
        west, south, east, north = value
        return rows.filter(matter__longitude__range=(west, east), matter__latitude__range=(south, north))

    def by_order(self, rows: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        """``filter_queryset`` has sorted already; unknown names were refused by the choices."""
        return rows
