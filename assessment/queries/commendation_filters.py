"""Filters and parts of the list of commendations: one set for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import Commendation
from assessment.models.case_choices import Nominee
from assessment.rules.cases import COMMENDATION_FINAL, COMMENDATION_STATES
from grids.queries.filter_fields import ChoicesFilter, MomentFilter, YesNoFilter
from grids.queries.matter_filters import MatterFilterSet
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import BY_TERM, BY_TIME, MATTER_ORDERINGS, Tab

STATE_CHOICES = list(COMMENDATION_STATES.items())


def waiting_q(actor: Actor) -> Q:
    """Return the condition on commendations whose next step is the actor's."""
    asked = Q(pk__in=[])
    own = Q(matter__region_id=actor.region_id)
    if actor.has("commendation.check"):
        asked |= own & Q(matter__state__in=("nominated", "checked", "decided"))
    if actor.has("commendation.decide"):
        asked |= own & Q(matter__state="publicized")
        asked |= own & Q(matter__state="nominated", override_by=None) & ~Q(override_asked_by=None)
    return asked


def _state(*states: str) -> Callable[[Actor, datetime], Q]:
    return lambda actor, now: Q(matter__state__in=states)


WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), lambda actor, now: waiting_q(actor), BY_TERM)
OPEN = Tab(
    "open",
    pgettext_lazy("tab", "Running"),
    lambda actor, now: ~Q(matter__state__in=COMMENDATION_FINAL),
    BY_TIME,
)
PUBLISHED = Tab("published", pgettext_lazy("tab", "Published"), _state("published"), BY_TIME)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)


def commendation_tabs(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    decides = actor.has("commendation.check") or actor.has("commendation.decide")
    return (WAITING, OPEN, PUBLISHED, ALL) if decides else (OPEN, PUBLISHED, ALL)


class CommendationFilterSet(MatterFilterSet):
    """Filters on ``Commendation`` rows that the caller took from ``commendations_visible``."""

    kind = "commendation"

    state = ChoicesFilter(choices=STATE_CHOICES, field_name="matter__state", label=_("State"))
    nominee = ChoicesFilter(choices=Nominee.choices, field_name="matter__class_code", label=_("Nominee"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Nominated from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Nominated until")
    )
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Commendation
        fields: tuple[str, ...] = ()

    def by_todo(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_q(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
