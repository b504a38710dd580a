"""Which disputes wait for a push because people went to petition about them (Article 58 (2))."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from disputes.models import Dispute
from pingan.matters.policy import among


def petitioned(keys: Sequence[int] | None = None) -> Q:
    """Return the condition on ``Matter``: an open dispute on which a petition was recorded; ``keys``: of these alone."""
    rows = Dispute.objects.filter(petition_count__gte=1, matter__closed_at=None)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    return Q(kind="dispute") & among("", rows.values("pk"))
