"""Serious incidents of a period: what Article 58 (1) looks at when it speaks of events in short time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from pingan.matters.models import Matter

#: What was rejected is none, and what was merged is counted where it went.
_NOT_COUNTED = ("rejected", "merged")


def serious_incidents(
    *, since: datetime, gravest_but: int, classes: Iterable[str], without: QuerySet[Matter] | None = None
) -> QuerySet[Matter]:
    """Return incidents that occurred since a moment, as grave as a level or graver (GB/T 31000: 1 is the gravest).

    ``classes`` are classes of incidents with all below them; ``without`` leaves matters out. What occurred first comes
    first.
    """
    of_class = Q()
    for code in classes:
        of_class |= Q(class_code=code) | Q(class_code__startswith=f"{code}.")
    levels = [f"{level:02d}" for level in range(1, gravest_but + 1)]
    # Nothing is reported before it occurs, so the moment of opening bounds the rows as well, and has an index.
    rows = Matter.objects.filter(of_class, kind="incident", opened_at__gte=since, severity__in=levels)
    rows = rows.filter(incident__occurred_at__gte=since).exclude(state__in=_NOT_COUNTED)
    if without is not None:
        rows = rows.exclude(pk__in=without.values("pk"))
    return rows.order_by("incident__occurred_at", "pk")
