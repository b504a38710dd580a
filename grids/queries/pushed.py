"""Which incidents wait for a push because units passed them on (domain.md §3: twice returned)."""

from __future__ import annotations

from django.db.models import Q

from grids.models.incidents import Incident
from grids.queries.waiting import DISPUTED_FROM
from pingan.matters.policy import among


def returned_twice() -> Q:
    """Return the condition on ``Matter``: an open incident that was returned more than once."""
    rows = Incident.objects.filter(returned_count__gte=DISPUTED_FROM, matter__closed_at=None)
    return Q(kind="incident") & among("", rows.values("pk"))
