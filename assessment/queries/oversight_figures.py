"""Figures of orders and instruments: passed at the first review (O3), answered in time (O4); domain.md §7.6."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessment.models import Instrument, RectificationOrder
from assessment.models.instrument_choices import SEALED
from pingan.common.figures import Figure, Period


def _ordered(period: Period) -> QuerySet[RectificationOrder]:
    """Orders whose day lies in the period and that were judged: passed or not at the first review, or refused."""
    judged = RectificationOrder.objects.exclude(matter__state="revoked").filter(first_passed__isnull=False)
    return judged.filter(period.holds_day("due_on"))


def _received(period: Period) -> QuerySet[Instrument]:
    """Instruments received in the period that ask for an answer: sealed ones and those registered in error are none."""
    rows = Instrument.objects.exclude(kind__in=sorted(SEALED)).exclude(matter__state="withdrawn")
    return rows.filter(period.holds_day("received_on"))


PASSED_FIRST = Figure(
    code="order.passed_first",
    label=_("rectification orders passed at the first review"),
    source="order",
    rows=_ordered,
    part=Q(first_passed=True),
    number="matter__number",
    region="matter__region_code",
    organ="organ_id",
    facts={"due_on": "due_on", "state": "matter__state", "failed_reviews": "failed_reviews"},
    date_rule=_("the day by which the order was to be carried out"),
    day="due_on",
    url=lambda pk: f"/assessment/orders/{pk}/",
    closed="matter__is_restricted",
    whole_label=_("rectification orders due and judged"),
    part_label=_("of them passed at the first review"),
    article=_("Article 62"),
)
ANSWERED = Figure(
    code="instrument.answered",
    label=_("instruments of Article 60 answered in time"),
    source="instrument",
    rows=_received,
    part=Q(is_on_time=True),
    number="matter__number",
    region="matter__region_code",
    organ="organ_id",
    facts={"received_on": "received_on", "state": "matter__state", "kind": "kind"},
    date_rule=_("the day on which it was received"),
    day="received_on",
    url=lambda pk: f"/assessment/instruments/{pk}/",
    closed="matter__is_restricted",
    whole_label=_("instruments received that ask for an answer"),
    part_label=_("of them answered in time"),
    article=_("Article 60"),
)
