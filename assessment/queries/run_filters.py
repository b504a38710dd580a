"""Filters and parts of the list of runs: one set for pages, API and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import AssessedUnit, AssessmentRun, Audience, SelfReport
from assessment.rules.run_states import STATES
from grids.queries.filter_fields import ChoicesFilter, MomentFilter, YesNoFilter
from grids.queries.matter_filters import MatterFilterSet
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import BY_TERM, BY_TIME, MATTER_ORDERINGS, Tab

STATE_CHOICES = list(STATES.items())
_STEPS = ("prepared", "reviewing")


def waiting_q(actor: Actor) -> Q:
    """Return the condition on runs whose next step is the actor's: to report, confirm, review, announce, decide."""
    asked = Q(pk__in=[])
    mine = AssessedUnit.objects.filter(AssessedUnit.spoken_for_by(actor)).order_by()
    asked |= Q(matter__state__in=["collecting", "preliminary"], pk__in=mine.values("run_id"))
    if actor.has("run.supply") and actor.organ_id is not None:
        reports = SelfReport.objects.filter(
            state=SelfReport.State.REPORTED, indicator__supplier_id=actor.organ_id
        ).order_by()
        asked |= Q(matter__state="collecting", pk__in=reports.values("unit__run_id"))
    if actor.has("run.manage"):
        asked |= Q(matter__state__in=_STEPS, matter__region_id=actor.region_id)
    if actor.has("run.decide"):
        asked |= Q(matter__state="preliminary", matter__region_id=actor.region_id)
    return asked


def _waiting(actor: Actor, now: datetime) -> Q:
    return waiting_q(actor)


def _under_way(actor: Actor, now: datetime) -> Q:
    return Q(matter__closed_at=None)


def _final(actor: Actor, now: datetime) -> Q:
    return Q(matter__state="final")


def _all(actor: Actor, now: datetime) -> Q:
    return Q()


WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), _waiting, BY_TERM)
UNDER_WAY = Tab("open", pgettext_lazy("tab", "Under way"), _under_way, BY_TIME)
DONE = Tab("final", pgettext_lazy("tab", "Final"), _final, BY_TIME)
ALL = Tab("all", pgettext_lazy("tab", "All"), _all, BY_TIME)
_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {"auditor": (UNDER_WAY, DONE, ALL)}


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, (WAITING, UNDER_WAY, DONE, ALL))


class RunFilterSet(MatterFilterSet):
    """Filters on ``AssessmentRun`` rows that the caller took from ``runs_visible``."""

    kind = "run"

    state = ChoicesFilter(choices=STATE_CHOICES, field_name="matter__state", label=_("State"))
    audience = ChoicesFilter(
        choices=Audience.choices, field_name="matter__class_code", label=pgettext_lazy("run", "Assesses")
    )
    year = filters.NumberFilter(field_name="scheme__year", min_value=2023, max_value=2100, label=_("Year"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Prepared from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Prepared until")
    )
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = AssessmentRun
        fields: tuple[str, ...] = ()

    def by_todo(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        found = waiting_q(self.actor)
        return rows.filter(found) if value else rows.exclude(found)
