"""What a row of a dispute list shows, as plain values: a list of 50 needs no 300 model instances."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from disputes.models import Dispute

#: What a row of a list shows and what lists are sorted by. No particulars of a party are among it.
LISTED = (
    "pk", "matter__number", "matter__title", "matter__text", "matter__class_code", "type__name", "type__name_en",
    "matter__severity", "matter__state", "source", "level", "amount", "people_involved", "matter__region_code",
    "matter__region__name", "matter__grid_id", "matter__grid__name", "matter__organ_id", "matter__organ__name",
    "matter__longitude", "matter__latitude", "place_text", "occurred_on", "matter__opened_at",
    "matter__closed_at", "matter__next_due_at", "matter__next_warn_at", "matter__clock_paused",
    "matter__is_restricted", "case_number", "outcome", "matter__version", "matter__updated_at",
)  # fmt: skip


def as_listed(rows: QuerySet[Dispute]) -> QuerySet[Dispute, dict[str, Any]]:
    """Return the same rows as plain values.

    Takes what ``disputes_visible`` returned, so the scope has been applied.
    """
    plain: QuerySet[Dispute, dict[str, Any]] = rows.select_related(None).defer(None).values(*LISTED)
    return plain


def placed(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Return those that a map may show: with a point, and never a restricted one, whoever asks."""
    return rows.filter(matter__longitude__isnull=False, matter__is_restricted=False)
