"""Filters and parts of the list of accountability cases: one set for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import AccountabilityCase, CaseObjection
from assessment.models.case_choices import CIRCUMSTANCES, Measure
from assessment.queries.cases import OF_DIVISION
from assessment.rules.cases import CASE_FINAL, CASE_STATES
from grids.queries.filter_fields import ChoicesFilter, MomentFilter, YesNoFilter
from grids.queries.matter_filters import MatterFilterSet
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import BY_TERM, BY_TIME, MATTER_ORDERINGS, Tab

#: The closed lists as pairs, for filters and the schema.
STATE_CHOICES = list(CASE_STATES.items())
MEASURE_CHOICES = list(Measure.choices)
CIRCUMSTANCE_CHOICES = [(str(number), label) for number, label in CIRCUMSTANCES.items()]
_OFFICE = ("candidate", "verifying", "hearing", "decided", "rectifying")


def waiting_q(actor: Actor) -> Q:
    """Return the condition on cases whose next step is the actor's."""
    asked = Q(pk__in=[])
    own = Q(matter__region_id=actor.region_id)
    if actor.has("case.handle"):
        asked |= own & Q(matter__state__in=_OFFICE) & ~Q(matter__state="rectifying", rectified_at=None)
    if actor.has("case.decide"):
        put = CaseObjection.objects.filter(case_id=OuterRef("pk"), to="deciding", answered_at=None)
        asked |= own & (Q(matter__state="heard") | Q(Exists(put)))
    subject = Q(pk__in=[])
    if actor.has("case.unit") and actor.organ_id is not None:
        subject |= Q(organ_id=actor.organ_id)
    if actor.role in OF_DIVISION:
        subject |= Q(region_id=actor.region_id)
    todo = Q(matter__state__in=("hearing", "served")) | Q(
        matter__state="rectifying", rectified_at=None, lift_rule="accepted"
    )
    return asked | (subject & todo)


def _open(actor: Actor, now: datetime) -> Q:
    return ~Q(matter__state__in=CASE_FINAL)


def _state(*states: str) -> Callable[[Actor, datetime], Q]:
    return lambda actor, now: Q(matter__state__in=states)


WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), lambda actor, now: waiting_q(actor), BY_TERM)
CANDIDATES = Tab("candidates", pgettext_lazy("tab", "Candidates"), _state("candidate"), BY_TIME)
IN_FORCE = Tab("force", pgettext_lazy("tab", "Measures in force"), _state("served", "rectifying"), BY_TERM)
OPEN = Tab("open", pgettext_lazy("tab", "Open cases"), _open, BY_TERM)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)


def case_tabs(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    if actor.has("case.run"):
        return (WAITING, CANDIDATES, IN_FORCE, OPEN, ALL)
    return (WAITING, OPEN, ALL)


class CaseFilterSet(MatterFilterSet):
    """Filters on ``AccountabilityCase`` rows that the caller took from ``cases_visible``; none asks for a person."""

    kind = "case"

    state = ChoicesFilter(choices=STATE_CHOICES, field_name="matter__state", label=_("State"))
    circumstance = ChoicesFilter(
        choices=CIRCUMSTANCE_CHOICES, method="by_circumstance", label=_("Circumstances of Article 58")
    )
    measure = ChoicesFilter(choices=Measure.choices, field_name="measure", label=_("Measure"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Opened from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Opened until")
    )
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = AccountabilityCase
        fields: tuple[str, ...] = ()

    def by_circumstance(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """One or several items of the article."""
        return rows.filter(circumstances__overlap=[int(one) for one in value]) if value else rows

    def by_todo(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_q(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
