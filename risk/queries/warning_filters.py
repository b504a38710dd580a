"""Filters and parts of the list of warnings: one set for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Mapping
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
from risk.models import RiskWarning
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS
from risk.queries.warnings import unread_q
from risk.rules.warnings import SEVERITIES, STATES

#: The closed lists as pairs, for filters and the schema.
STATE_CHOICES = list(STATES.items())
LEVEL_CHOICES = list(LEVELS.items())
CHANNEL_CHOICES = list(CHANNELS.items())


def waiting_q(actor: Actor) -> Q:
    """Return the condition on warnings whose next step is the actor's: to be read, approved, issued, released."""
    return unread_q(actor) | steps_q(actor)


def steps_q(actor: Actor) -> Q:
    """Return the condition on warnings that are not in force yet and whose next step is the actor's."""
    asked = Q(pk__in=[])
    if actor.has("warning.approve"):
        others = ~Q(drafted_by_id=actor.user_id) if actor.user_id is not None else Q()
        asked |= Q(matter__state="drafted") & others
    if actor.has("warning.issue"):
        asked |= Q(matter__state="approved", channel="internal_notice", matter__region_id=actor.region_id)
    if actor.has("warning.release"):
        asked |= Q(matter__state="approved", channel="public_release")
    return asked


def _state(state: str) -> Any:
    def condition(actor: Actor, now: datetime) -> Q:
        return Q(matter__state=state)

    return condition


def _unread(actor: Actor, now: datetime) -> Q:
    return unread_q(actor)


def _waiting(actor: Actor, now: datetime) -> Q:
    return waiting_q(actor)


def _all(actor: Actor, now: datetime) -> Q:
    return Q()


UNREAD = Tab("unread", pgettext_lazy("tab", "To be read"), _unread, BY_TERM)
WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), _waiting, BY_TIME)
DRAFTS = Tab("drafts", pgettext_lazy("tab", "Drafts"), _state("drafted"), BY_TIME)
IN_FORCE = Tab("force", pgettext_lazy("tab", "In force"), _state("issued"), BY_TERM)
ALL = Tab("all", pgettext_lazy("tab", "All"), _all, BY_TIME)
_DRAFTING = (WAITING, UNREAD, DRAFTS, IN_FORCE, ALL)
_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {
    "township_desk": _DRAFTING,
    "county_dispatcher": _DRAFTING,
    "body_office": _DRAFTING,
    "leader": (WAITING, IN_FORCE, ALL),
    "county_government": (WAITING, IN_FORCE, ALL),
    "community_staff": (UNREAD, IN_FORCE, ALL),
    "unit_handler": (UNREAD, IN_FORCE, ALL),
}


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, (IN_FORCE, ALL))


class WarningFilterSet(MatterFilterSet):
    """Filters on ``RiskWarning`` rows that the caller took from ``warnings_visible``."""

    kind = "warning"

    state = ChoicesFilter(choices=STATE_CHOICES, field_name="matter__state", label=_("State"))
    category = ChoicesFilter(
        choices=list(CATEGORIES.items()),
        field_name="matter__class_code",
        label=pgettext_lazy("warning", "Category"),
    )
    level = ChoicesFilter(choices=LEVEL_CHOICES, method="by_level", label=_("Level"))
    channel = ChoicesFilter(choices=CHANNEL_CHOICES, label=_("Channel"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Drawn up from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Drawn up until")
    )
    unread = YesNoFilter(method="by_unread", label=_("To be read by my division or unit"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = RiskWarning
        fields: tuple[str, ...] = ()

    def by_level(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """One or several levels; the matter keeps them as its severity, which indexes serve."""
        return rows.filter(matter__severity__in=[SEVERITIES[level] for level in value]) if value else rows

    def by_unread(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Unread by the actor's own division or unit."""
        return self._by(rows, unread_q, value)

    def by_todo(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The next step is the actor's."""
        return self._by(rows, waiting_q, value)

    def _by(self, rows: QuerySet[Any], condition: Any, value: object) -> QuerySet[Any]:
        if self.actor is None:
            return rows.none()
        found = condition(self.actor)
        return rows.filter(found) if value else rows.exclude(found)


def unread_number(actor: Actor, rows: QuerySet[RiskWarning]) -> int:
    """Return how many of these warnings wait to be read by the actor's own division or unit."""
    return rows.order_by().filter(unread_q(actor)).count()


def steps_number(actor: Actor, rows: QuerySet[RiskWarning]) -> int:
    """Return how many of these warnings the actor has to approve, issue or release."""
    return rows.order_by().filter(steps_q(actor)).count()
