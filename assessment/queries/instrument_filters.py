"""Filters and parts of the list of instruments of Article 60: one set for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import Instrument
from assessment.models.instrument_choices import KIND_CHOICES
from assessment.queries.instruments import waiting_for
from assessment.rules.instruments import STATES
from grids.queries.filter_fields import ChoicesFilter, MomentFilter, YesNoFilter
from grids.queries.matter_filters import MatterFilterSet
from grids.queries.waiting import overdue_q
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import BY_TERM, BY_TIME, MATTER_ORDERINGS, Tab


def _state(*states: str) -> Callable[[Actor, datetime], Q]:
    return lambda actor, now: Q(matter__state__in=states)


WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), lambda actor, now: waiting_for(actor), BY_TERM)
ASSIGN = Tab("assign", pgettext_lazy("tab", "To assign"), _state("registered"), BY_TERM)
RUNNING = Tab("running", pgettext_lazy("tab", "Being put right"), _state("assigned"), BY_TERM)
JUDGE = Tab("judge", pgettext_lazy("tab", "Replied"), _state("replied"), BY_TIME)
OVERDUE = Tab(
    "overdue",
    pgettext_lazy("tab", "Overdue"),
    lambda actor, now: Q(matter__closed_at=None) & overdue_q(now),
    BY_TERM,
)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)
_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {
    "body_office": (WAITING, ASSIGN, RUNNING, JUDGE, OVERDUE, ALL),
    "unit_handler": (WAITING, OVERDUE, ALL),
}


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, (RUNNING, OVERDUE, ALL))


class InstrumentFilterSet(MatterFilterSet):
    """Filters on ``Instrument`` rows that the caller took from ``instruments_visible``."""

    kind = "instrument"

    state = ChoicesFilter(choices=list(STATES.items()), field_name="matter__state", label=_("State"))
    sort = ChoicesFilter(
        choices=KIND_CHOICES, field_name="matter__class_code", label=pgettext_lazy("instrument", "Kind")
    )
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    on_time = YesNoFilter(field_name="is_on_time", label=_("Answered in time"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Instrument
        fields: tuple[str, ...] = ()

    def by_todo(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_for(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
