"""Filters and parts of the list of major decisions: one set for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.filter_fields import ChoicesFilter, KeyFilter, MomentFilter, YesNoFilter
from grids.queries.inboxes import BY_TERM, BY_TIME, Tab
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.matters.models import Clock
from pingan.matters.policy import among
from risk.models import DecisionExpert, Filing, MajorDecision
from risk.models.decision_choices import Field, RiskLevel
from risk.rules.decision_states import STATES
from risk.rules.scoring import SEVERITIES

#: The terms of the two filings of Article 24.
FILING_STAGES = ("decision_report_filing", "decision_record_filing")
STATE_CHOICES = tuple(STATES.items())
_UNIT_WORKS = ("listed", "planned", "consulting", "assessing", "returned", "reassess", "decided", "following")


def waiting_q(actor: Actor) -> Q:
    """Return the condition on decisions whose next step is the actor's."""
    asked = NOTHING
    if actor.has("decision.prepare") and actor.organ_id is not None:
        asked |= Q(matter__organ_id=actor.organ_id, matter__state__in=_UNIT_WORKS)
    if actor.has("decision.decide_area"):
        asked |= Q(matter__state__in=("reviewing", "assessed"))
    if actor.has("decision.receive") and actor.organ_id is not None:
        waiting = Filing.objects.filter(organ_id=actor.organ_id, received_at=None, sent_back_at=None)
        asked |= among("", waiting.values("decision_id"))
    if actor.has("decision.score"):
        called = DecisionExpert.objects.filter(user_id=actor.user_id or 0, ended_at=None)
        asked |= Q(matter__state="assessing") & among("", called.values("decision_id"))
    return asked


def filing_due_q() -> Q:
    """Return the condition on decisions of which a report or a decision waits to be filed: its term runs."""
    running = Clock.objects.filter(matter_id=OuterRef("pk"), stage__in=FILING_STAGES, stopped_at=None)
    return Q(Exists(running))


def _state(*states: str) -> Any:
    def condition(actor: Actor, now: datetime) -> Q:
        return Q(matter__state__in=states)

    return condition


WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), lambda actor, now: waiting_q(actor), BY_TERM)
PREPARED = Tab(
    "prepared",
    pgettext_lazy("tab", "In assessment"),
    _state("listed", "planned", "consulting", "assessing", "returned", "reassess"),
    BY_TIME,
)
REVIEW = Tab("review", pgettext_lazy("tab", "To review"), _state("reviewing"), BY_TERM)
ASSESSED = Tab("assessed", pgettext_lazy("tab", "To decide"), _state("assessed"), BY_TERM)
MADE = Tab("made", pgettext_lazy("tab", "Decided"), _state("decided", "following"), BY_TERM)
FILING = Tab("filing", "", lambda actor, now: filing_due_q(), BY_TERM)
RETURNED = Tab("returned", "", _state("returned"), BY_TERM)
EXCEPTIONS = Tab(
    "exceptions", pgettext_lazy("tab", "Without assessment"), lambda actor, now: Q(is_exception=True), BY_TIME
)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)
_WORKING = (WAITING, PREPARED, REVIEW, ASSESSED, MADE, EXCEPTIONS, ALL)
_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {
    "unit_handler": _WORKING,
    "county_government": _WORKING,
    "body_office": _WORKING,
    "expert": (WAITING, ALL),
}


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, (PREPARED, ASSESSED, MADE, EXCEPTIONS, ALL))


class DecisionFilterSet(MatterFilterSet):
    """Filters on ``MajorDecision`` rows that the caller took from ``decisions_visible``."""

    kind = "decision"

    state = ChoicesFilter(choices=STATE_CHOICES, field_name="matter__state", label=_("State"))
    field = ChoicesFilter(choices=Field.choices, field_name="matter__class_code", label=_("Field"))
    level = ChoicesFilter(choices=RiskLevel.choices, method="by_level", label=_("Level after measures"))
    catalogue = KeyFilter(field_name="catalogue_id", label=_("Catalogue"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    exception = YesNoFilter(method="by_exception", label=_("Decided without an assessment"))
    filing_due = YesNoFilter(method="by_filing", label=_("Waits to be filed"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = MajorDecision
        fields: tuple[str, ...] = ()

    def by_level(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """One or several levels; the matter keeps them as its severity, which indexes serve."""
        return rows.filter(matter__severity__in=[SEVERITIES[level] for level in value]) if value else rows

    def by_exception(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Made in reality though no approved assessment allowed it."""
        return rows.filter(is_exception=bool(value))

    def by_filing(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """A report or a decision waits to be filed with the coordinating body."""
        return rows.filter(filing_due_q()) if value else rows.exclude(filing_due_q())

    def by_todo(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The next step is the actor's."""
        waiting = NOTHING if self.actor is None else waiting_q(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
