"""What a row of a list of any kind shows, as plain values: a list of 50 needs no 200 model instances."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.matters.models import Matter, MatterLink

#: The columns that every kind has.
LISTED = (
    "pk", "matter__number", "matter__title", "matter__text", "matter__class_code", "matter__severity",
    "matter__state", "matter__region_code", "matter__region__name", "matter__grid_id", "matter__grid__name",
    "matter__organ_id", "matter__organ__name", "matter__longitude", "matter__latitude", "matter__opened_at",
    "matter__closed_at", "matter__next_due_at", "matter__next_warn_at", "matter__clock_paused",
    "matter__version", "matter__updated_at",
)  # fmt: skip


def as_listed(rows: QuerySet[Any], *more: str) -> QuerySet[Any, dict[str, Any]]:
    """Return the same rows as plain values, with ``more`` columns of the kind.

    Takes rows that came from ``visible_to``, so the scope has been applied.
    """
    return rows.select_related(None).defer(None).values(*LISTED, *more)


def placed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those that a map may show: with a point, and never a restricted one, whoever asks."""
    return rows.filter(matter__longitude__isnull=False, matter__is_restricted=False)


def links_of(actor: Actor, matter: Matter) -> list[MatterLink]:
    """Return the links of a matter whose other end the actor may see."""
    links = MatterLink.objects.filter(Q(source=matter) | Q(target=matter), ended_at=None)
    seen = Matter.objects.filter(scope_q(Matter, actor)).order_by()
    links = links.filter(Q(source=matter, target__in=seen) | Q(target=matter, source__in=seen))
    return list(links.select_related("source", "target").order_by("pk"))
