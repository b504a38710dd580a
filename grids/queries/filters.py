"""The filters of incident lists: one set of names for pages, API, map, export and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models import Severity, Urgency
from grids.models.incidents import Incident, Satisfaction, Source
from grids.models.joinings import JoinedReport
from grids.queries.filter_fields import (
    ChoicesFilter,
    ClassFilter,
    MomentFilter,
    YesNoFilter,
)
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet, ordering_in
from grids.queries.searching import WordSearch, edge_of, is_wide
from grids.queries.waiting import seen_light_q, waiting_for
from pingan.common.text import has_searchable
from pingan.matters.models import Matter

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
    **MATTER_ORDERINGS,
    "due": ("-is_emergency", "matter__next_due_at", "pk"),
}


def ordering_of(data: Any) -> tuple[str, ...]:
    """Return the columns of the order that was asked for; the usual one where none or an unknown one was."""
    return ordering_in(ORDERINGS, data)


class IncidentFilterSet(MatterFilterSet):
    """Filters on ``Incident`` rows that the caller took from ``incidents_visible``.

    ``actor`` gives ``mine`` and ``todo`` their meaning; a unit filters by the lights of its own part.
    """

    kind = "incident"
    orderings = ORDERINGS

    state = ChoicesFilter(choices=STATES, field_name="matter__state", label=_("State"))
    category = ClassFilter(field_name="matter__class_code", label=_("Class"))
    severity = ChoicesFilter(choices=Severity.choices, field_name="matter__severity", label=_("Severity"))
    urgency = ChoicesFilter(choices=Urgency.choices, field_name="matter__urgency", label=_("Urgency"))
    source = ChoicesFilter(choices=Source.choices, label=_("Source"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Reported from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Reported until")
    )
    mine = YesNoFilter(method="by_reporter", label=_("Reported by me"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    is_emergency = YesNoFilter(label=_("Emergency"))
    is_solved = YesNoFilter(label=_("Found solved on verification"))
    evaluated_solved = YesNoFilter(label=_("Solved, say reporters"))
    satisfaction = ChoicesFilter(choices=Satisfaction.choices, label=_("Satisfaction"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Incident
        fields: tuple[str, ...] = ()

    def page_rows(self) -> QuerySet[Incident] | WordSearch:
        """Return the same rows for cutting one page out of them (``grids.queries.searching``)."""
        words = self.form.cleaned_data.get("q") if self.is_valid() else ""
        if not words or not has_searchable(words) or self.actor is None or not is_wide(self.actor):
            return self.qs  # type: ignore[no-any-return]  # django-filter is untyped
        edge = edge_of(self.actor)
        return self.qs if edge is None else WordSearch(self.without_words(self.queryset), words, edge)

    def light_condition(self, light: str) -> Q:
        """Return the condition of one light as the actor sees it."""
        return seen_light_q(light, self.now, self.actor)

    def by_reporter(self, rows: QuerySet[Incident], name: str, value: object) -> QuerySet[Incident]:
        """Reported with the actor's own account, first or by joining it."""
        user_id = self.actor.user_id if self.actor else None
        # A union, and no OR: each half keeps to its own index.
        first = Matter.objects.filter(kind="incident", created_by_id=user_id).order_by().values("pk")
        joined = JoinedReport.objects.filter(reported_by_id=user_id).order_by().values("incident_id")
        own = {"pk__in": first.union(joined)}
        return rows.filter(**own) if value else rows.exclude(**own)

    def by_todo(self, rows: QuerySet[Incident], name: str, value: object) -> QuerySet[Incident]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_for(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
