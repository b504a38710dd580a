"""Filters and parts of the list of signals: one set for pages, API and saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.filter_fields import ChoicesFilter, MomentFilter, YesNoFilter
from grids.queries.inboxes import BY_TERM, BY_TIME, Tab
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet
from pingan.access.rules import Actor
from risk.models import Counted, Layer, Method, RiskTask, Signal
from risk.queries.signal_warnings import warning_due_q
from risk.rules.signal_states import STATES

LISTED_STATES = tuple(STATES.items())


def _state(state: str) -> Any:
    def condition(actor: Actor, now: datetime) -> Q:
        return Q(matter__state=state)

    return condition


def _tasked(actor: Actor, now: datetime) -> Q:
    open_ones = RiskTask.objects.filter(organ_id=actor.organ_id or 0, state=RiskTask.State.OPEN)
    return Q(pk__in=open_ones.values("matter_id"))


def _all(actor: Actor, now: datetime) -> Q:
    return Q()


NEW = Tab("new", pgettext_lazy("tab", "To be reviewed"), _state("new"), BY_TERM)
WATCHED = Tab("watched", pgettext_lazy("tab", "Watched"), _state("watched"), BY_TIME)
TO_WARN = Tab(
    "to_warn", pgettext_lazy("tab", "Warning to be drawn up"), lambda actor, now: warning_due_q(), BY_TERM
)
CONFIRMED = Tab("confirmed", pgettext_lazy("tab", "Confirmed"), _state("confirmed"), BY_TIME)
TASKED = Tab("tasked", pgettext_lazy("tab", "Task of my unit"), _tasked, BY_TERM)
ALL = Tab("all", pgettext_lazy("tab", "All"), _all, BY_TIME)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    if actor.role == "unit_handler":
        return (TASKED, ALL)
    return (NEW, TO_WARN, WATCHED, CONFIRMED, ALL)


class SignalFilterSet(MatterFilterSet):
    """Filters on ``Signal`` rows that the caller took from ``signals_visible``."""

    kind = "signal"

    state = ChoicesFilter(choices=LISTED_STATES, field_name="matter__state", label=_("State"))
    layer = ChoicesFilter(choices=Layer.choices, label=_("Layer"))
    method = ChoicesFilter(choices=Method.choices, label=_("Method"))
    counted = ChoicesFilter(choices=Counted.choices, label=_("Among"))
    category = filters.CharFilter(field_name="matter__class_code", max_length=40, label=_("Class"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Found from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Found until")
    )
    reviewed = YesNoFilter(field_name="reviewed_at", lookup_expr="isnull", exclude=True, label=_("Reviewed"))
    outcome = ChoicesFilter(choices=Signal.Outcome.choices, label=_("Became"))
    warning_due = YesNoFilter(method="by_warning", label=_("Warning to be drawn up"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Signal
        fields: tuple[str, ...] = ()

    def by_warning(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """A warning was asked for and has not been drawn up."""
        return rows.filter(warning_due_q()) if value else rows.exclude(warning_due_q())
