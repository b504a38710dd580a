"""Which disputes wait for a push because people went to petition about them (Article 58 (2))."""

from __future__ import annotations

from django.db.models import Q

from disputes.models import Dispute
from pingan.matters.policy import among


def petitioned() -> Q:
    """Return the condition on ``Matter``: an open dispute on which a petition was recorded."""
    rows = Dispute.objects.filter(petition_count__gte=1, matter__closed_at=None)
    return Q(kind="dispute") & among("", rows.values("pk"))
