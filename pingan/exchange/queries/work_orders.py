"""What became of a work order, for the partner that handed it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pingan.exchange.models import CatalogueEntry, WorkOrder


@dataclass(frozen=True)
class Standing:
    """A work order under both numbers, and how far it has come."""

    number: str
    record: str
    state: str
    received_at: datetime
    closed_at: datetime | None


def standing_of(entry: CatalogueEntry, number: str) -> Standing | None:
    """Return how far a partner's work order has come; None where it handed over none, or it has been restricted.

    It stays the partner's, wherever the matter was moved to.
    """
    found = (
        WorkOrder.objects.filter(partner_id=entry.partner_id, number=number, matter__is_restricted=False)
        .select_related("matter")
        .first()
    )
    if found is None:
        return None
    matter = found.matter
    return Standing(found.number, matter.number, matter.state, found.received_at, matter.closed_at)
