"""Which incidents wait for a push because units passed them on (domain.md §3: twice returned)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from grids.models.incidents import Incident
from grids.queries.waiting import DISPUTED_FROM
from pingan.matters.policy import among


def returned_twice(keys: Sequence[int] | None = None) -> Q:
    """Return the condition on ``Matter``: an open incident that was returned more than once.

    ``keys``: of these alone, so that nobody looks through a province for a page of twenty; None: of all.
    """
    rows = Incident.objects.filter(returned_count__gte=DISPUTED_FROM, matter__closed_at=None)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    return Q(kind="incident") & among("", rows.values("pk"))
