"""Petitions on the same matter (Article 58 (2)): counted on the dispute, never on a person."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from pingan.matters.models import Matter

#: 反复: what was petitioned about once was not petitioned about again.
AGAIN = 2


def petitioned_again(since: datetime) -> QuerySet[Matter]:
    """Return disputes on which more than one petition was recorded, one of them since a moment.

    Each row says when those since that moment were recorded (``petitioned_at``).
    """
    recorded = Q(timeline__action="link_petition", timeline__at__gte=since)
    rows = Matter.objects.filter(recorded, kind="dispute", dispute__petition_count__gte=AGAIN)
    return rows.annotate(petitioned_at=ArrayAgg("timeline__at")).order_by("pk")
