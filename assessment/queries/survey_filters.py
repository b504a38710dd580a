"""Filters and parts of the list of surveys: one set for pages, API and saved views."""

from __future__ import annotations

from datetime import datetime

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import Survey
from assessment.models.survey_choices import SurveyKind
from assessment.rules.survey_states import STATES
from grids.queries.filter_fields import ChoicesFilter, MomentFilter
from grids.queries.matter_filters import MatterFilterSet
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import BY_TIME, MATTER_ORDERINGS, Tab

#: The closed lists as pairs, for filters and the schema.
STATE_CHOICES = list(STATES.items())
KIND_CHOICES = [(str(key), label) for key, label in SurveyKind.choices]


def _in_work(actor: Actor, now: datetime) -> Q:
    return Q(matter__state__in=["drafted", "fielded", "closed"])


def _official(actor: Actor, now: datetime) -> Q:
    return Q(kind=SurveyKind.OFFICIAL, matter__state="published")


def _polls(actor: Actor, now: datetime) -> Q:
    return Q(kind=SurveyKind.LOCAL_POLL)


def _all(actor: Actor, now: datetime) -> Q:
    return Q()


WORK = Tab("work", pgettext_lazy("tab", "In work"), _in_work, BY_TIME)
OFFICIAL = Tab("official", pgettext_lazy("tab", "Official, published"), _official, BY_TIME)
#: Apart from the official ones: nobody cites a poll (invariant 15).
POLLS = Tab("polls", pgettext_lazy("tab", "Local polls"), _polls, BY_TIME)
ALL = Tab("all", pgettext_lazy("tab", "All"), _all, BY_TIME)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return (
        (WORK, OFFICIAL, POLLS, ALL)
        if actor.has("survey.run") or actor.has("survey.lead")
        else (OFFICIAL, POLLS, ALL)
    )


class SurveyFilterSet(MatterFilterSet):
    """Filters on ``Survey`` rows that the caller took from ``surveys_visible``."""

    kind = "survey"

    state = ChoicesFilter(choices=STATE_CHOICES, field_name="matter__state", label=_("State"))
    whose = ChoicesFilter(choices=KIND_CHOICES, field_name="kind", label=pgettext_lazy("survey", "Kind"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Drawn up from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Drawn up until")
    )
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in MATTER_ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Survey
        fields: tuple[str, ...] = ()
