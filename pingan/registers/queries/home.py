"""What waits for a post, in four queries whatever the number of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport
from pingan.registers.queries.entries import watched_counts
from pingan.registers.queries.reports import own_q, reports_visible, review_q

#: As many as stand beside other work; on a phone they must leave room for it.
FIRST, FIRST_ON_PHONE = 5, 2


@dataclass(frozen=True)
class Waiting:
    """Numbers of a home page. ``first``: the reports that are due soonest. ``watched``: entries by ``WATCH``."""

    mine: int
    late: int
    review: int
    first: list[RegisterReport]
    watched: Mapping[str, int]


def waiting_of(actor: Actor, first: int = FIRST) -> Waiting:
    """Count what this post has to report, what of it is overdue, and what it has to review; name the ``first`` ones."""
    own, now = own_q(actor), timezone.now()
    # A standing register is kept all the time: it waits for nobody.
    rows = reports_visible(actor).filter(own, round__definition__kind__in=("round", "periodic_report"))
    counts = rows.order_by().aggregate(mine=Count("pk"), late=Count("pk", filter=Q(round__due_at__lt=now)))
    soonest = rows.order_by(F("round__due_at").asc(nulls_last=True), "unit_code", "pk")
    review = (
        reports_visible(actor).filter(review_q(actor)).order_by().count()
        if actor.has("registers.review")
        else 0
    )
    named = list(soonest[:first]) if counts["mine"] else []
    watched = watched_counts(actor, timezone.localdate(now))
    return Waiting(counts["mine"], counts["late"], review, named, watched)
