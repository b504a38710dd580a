"""The numbers of hazards on a home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from grids.queries.inboxes import COUNTED, Tab, tab_counts
from grids.queries.waiting import overdue_q
from pingan.access.rules import Actor
from risk.queries.hazards import hazards_visible, waiting_for
from risk.queries.places import place_number_due


@dataclass(frozen=True)
class HazardNumbers:
    """How many wait for the post, are overdue, and how many rounds are; at most ``COUNTED`` each of the first two."""

    waiting: int
    overdue: int
    rounds: int


def numbers_of(actor: Actor, now: datetime) -> HazardNumbers:
    """Return the numbers of this post; two queries."""

    def waiting(actor: Actor, now: datetime) -> Q:
        return waiting_for(actor)

    def overdue(actor: Actor, now: datetime) -> Q:
        return overdue_q(now)

    tabs = (Tab("waiting", "", waiting), Tab("overdue", "", overdue))
    counts = tab_counts(hazards_visible(actor), actor, tabs, now, kind="hazard")
    return HazardNumbers(
        waiting=min(counts["waiting"], COUNTED),
        overdue=min(counts["overdue"], COUNTED),
        rounds=place_number_due(actor, timezone.localdate(now)),
    )
