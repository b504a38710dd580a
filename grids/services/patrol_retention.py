"""Deleting what patrols hold of places and words when its time is over (domain.md §9.2: places of a worker)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from grids.models import Patrol
from grids.queries.limits import number_for
from pingan.access.rules import system_actor
from pingan.audit.services import log

_BATCH = 2_000
_DAYS_IN_YEAR = 365.25
#: Prefix of the whole province: retention is not a matter of counties.
_PROVINCE = "360000000000"


def erase_expired_patrols(now: datetime) -> int:
    """Delete places and remarks past their retention; return how many patrols were touched. Safe to run again.

    Points, days and reasons stay: coverage counts as before.
    """
    place = number_for("retention.patrol_place_days", _PROVINCE)
    notes = number_for("retention.notes_years", _PROVINCE)
    touched = 0
    if place is not None:
        before = now - timedelta(days=place.count)
        kept = Q(longitude__isnull=False, received_at__lt=before)
        touched += _erase(kept, "patrol.places_erased", longitude=None, latitude=None, accuracy_m=None)
    if notes is not None:
        before = now - timedelta(days=notes.count * _DAYS_IN_YEAR)
        kept = Q(words_erased_at=None, received_at__lt=before)
        touched += _erase(kept, "patrol.words_erased", note="", words_erased_at=timezone.now())
    return touched


def _erase(kept: Q, action: str, **emptied: object) -> int:
    touched = 0
    while (found := _erase_batch(kept, action, **emptied)) > 0:
        touched += found
    return touched


@transaction.atomic
def _erase_batch(kept: Q, action: str, **emptied: object) -> int:
    ids = list(Patrol.objects.filter(kept).order_by("pk").values_list("pk", flat=True)[:_BATCH])
    if ids:
        Patrol.objects.filter(pk__in=ids).update(**emptied)
        log(actor=system_actor(), action=action, object_type="grids.patrol", data={"patrols": len(ids)})
    return len(ids)
