"""Filters and parts of the list of hazards: one set of names for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.filter_fields import ChoicesFilter, KeyFilter, MomentFilter, YesNoFilter
from grids.queries.inboxes import BY_TERM, BY_TIME, Tab
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from risk.models import Hazard
from risk.models.choices import Domain, Grade, HazardSource
from risk.queries.hazards import overdue_rectifying_q, waiting_for
from risk.rules.hazards import STATES

Condition = Callable[[Actor, datetime], Q]


def _state(*states: str) -> Condition:
    return lambda actor, now: Q(matter__state__in=states) if len(states) > 1 else Q(matter__state=states[0])


def _own(actor: Actor) -> Q:
    return Q(matter__created_by_id=actor.user_id) if actor.user_id is not None else NOTHING


def _open_with(**conditions: Any) -> Condition:
    return lambda actor, now: Q(matter__closed_at=None, **conditions)


WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), lambda actor, now: waiting_for(actor), BY_TERM)
GRADE = Tab("grade", pgettext_lazy("tab", "To grade"), _state("registered"), BY_TERM)
ORDER = Tab("order", pgettext_lazy("tab", "To order"), _state("graded"), BY_TERM)
RECTIFY = Tab(
    "rectify", pgettext_lazy("tab", "Being put right"), _state("rectifying", "handed_over"), BY_TERM
)
REINSPECT = Tab("reinspect", pgettext_lazy("tab", "To re-inspect"), _state("rectified"), BY_TERM)
LOOK_BACK = Tab("look_back", pgettext_lazy("tab", "To look back"), _state("cleared"), BY_TERM)
OVERDUE = Tab("overdue", pgettext_lazy("tab", "Overdue"), lambda actor, now: overdue_rectifying_q(), BY_TERM)
MAJOR = Tab("major", pgettext_lazy("tab", "Major"), _open_with(grade="major"), BY_TERM)
LISTED = Tab("listed", pgettext_lazy("tab", "Listed"), _open_with(listed_at__isnull=False), BY_TERM)
AGAIN = Tab("again", pgettext_lazy("tab", "Came back"), _open_with(recurrences__gt=0), BY_TIME)
OWN = Tab("own", pgettext_lazy("tab", "Registered by me"), lambda actor, now: _own(actor), BY_TIME)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)
_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {
    "township_desk": (GRADE, ORDER, RECTIFY, REINSPECT, LOOK_BACK, OVERDUE, AGAIN, ALL),
    "county_dispatcher": (OVERDUE, MAJOR, LISTED, AGAIN, GRADE, ORDER, REINSPECT, ALL),
    "community_staff": (REINSPECT, LOOK_BACK, RECTIFY, AGAIN, ALL),
    "grid_worker": (REINSPECT, LOOK_BACK, OWN, ALL),
    "unit_handler": (WAITING, REINSPECT, OWN, ALL),
}
_READERS = (OVERDUE, MAJOR, LISTED, AGAIN, ALL)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, _READERS)


class HazardFilterSet(MatterFilterSet):
    """Filters on ``Hazard`` rows that the caller took from ``hazards_visible``."""

    kind = "hazard"

    state = ChoicesFilter(choices=list(STATES.items()), field_name="matter__state", label=_("State"))
    domain = ChoicesFilter(choices=Domain.choices, field_name="matter__class_code", label=_("Domain"))
    grade = ChoicesFilter(choices=Grade.choices, label=pgettext_lazy("hazard", "Grade"))
    source = ChoicesFilter(choices=HazardSource.choices, label=_("Source"))
    place = KeyFilter(field_name="place_id", label=_("Key place"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    listed = YesNoFilter(
        field_name="listed_at", lookup_expr="isnull", exclude=True, label=_("Listed for supervision")
    )
    recurrent = YesNoFilter(method="by_recurrence", label=_("Came back after clearing"))
    mine = YesNoFilter(method="by_registrar", label=_("Registered by me"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Hazard
        fields: tuple[str, ...] = ()

    def by_recurrence(self, rows: QuerySet[Hazard], name: str, value: object) -> QuerySet[Hazard]:
        """The same was cleared here within the window."""
        return rows.filter(recurrences__gt=0) if value else rows.filter(recurrences=0)

    def by_registrar(self, rows: QuerySet[Hazard], name: str, value: object) -> QuerySet[Hazard]:
        """Registered with the actor's own account."""
        own = NOTHING if self.actor is None else _own(self.actor)
        return rows.filter(own) if value else rows.exclude(own)

    def by_todo(self, rows: QuerySet[Hazard], name: str, value: object) -> QuerySet[Hazard]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_for(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
