"""Deleting what was told long ago: events and their ways, once the time is over for which records of it must be kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from grids.queries.limits import number_for
from pingan.access.rules import system_actor
from pingan.audit.services import log
from pingan.exchange.models import Delivery, Event

REFERENCE: Final = Path(__file__).resolve().parent.parent / "reference"
#: Prefix of the whole province: retention is not a matter of counties.
_PROVINCE: Final = "360000000000"
_BATCH: Final = 2_000
_DAYS_IN_YEAR: Final = 365.25
_DONE: Final = (Delivery.State.DELIVERED, Delivery.State.GIVEN_UP, Delivery.State.WITHDRAWN)


def sweep_deliveries(now: datetime) -> int:
    """Delete what was settled before the term for such records, then the events that nothing is left of; return how many.

    What waits or waits for a decision stays, however old; so do calls, which are a book of their own. Safe to run again.
    """
    years = number_for("exchange.retention.records_years", _PROVINCE)
    if years is None:
        return 0
    before = now - timedelta(days=years.count * _DAYS_IN_YEAR)
    swept = 0
    while (found := _sweep_batch(before)) > 0:
        swept += found
    return swept


@transaction.atomic
def _sweep_batch(before: datetime) -> int:
    due = Delivery.objects.filter(state__in=_DONE, done_at__lt=before).order_by("done_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:_BATCH])
    if ids:
        events = list(Delivery.objects.filter(pk__in=ids).values_list("event_id", flat=True))
        Delivery.objects.filter(pk__in=ids).delete()
        left = Exists(Delivery.objects.filter(event_id=OuterRef("pk")))
        Event.objects.filter(~left, pk__in=events).delete()
        log(
            actor=system_actor(),
            action="exchange.deliveries_swept",
            object_type="exchange.delivery",
            data={"deliveries": len(ids)},
        )
    return len(ids)
