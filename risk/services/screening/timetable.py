"""Who screens when: one job per county, enqueued by the timetable or on demand, and again while nights are missing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.common.errors import Forbidden
from pingan.common.models import OutboxEntry
from pingan.common.outbox import enqueue
from pingan.org.models import Region
from risk.models import ScreeningRun
from risk.queries.screening.nights import counties_due, next_night
from risk.services.screening.nights import screen_next

JOB = "risk.screen_county"
#: From this hour on (Asia/Shanghai) the timetable screens the day before; on demand nobody waits for it.
FROM_HOUR = 1


def screen_due(now: datetime) -> int:
    """Enqueue every county whose last night is not done and that no job waits for; return how many.

    Safe to run again, and twice at once: a job that finds nothing to do does nothing.
    """
    if timezone.localtime(now).hour < FROM_HOUR:
        return 0
    return _queue(counties_due(timezone.localdate(now)), timezone.localdate(now), None)


def request_screening(*, actor: Actor, now: datetime) -> int:
    """Enqueue, on demand, the counties of the actor's area that are not up to date; return how many were.

    Raises:
        Forbidden: the post may not.

    """
    if not actor.has("signal.run"):
        raise Forbidden()
    today = timezone.localdate(now)
    return _queue(counties_due(today, actor.areas), today, actor.user_id)


def screen_one(county_code: str) -> ScreeningRun | None:
    """Screen the next night of a county, and enqueue it again while more are due. One transaction, in which the job ends."""
    run = screen_next(county_code)
    if run is not None and next_night(county_code, timezone.localdate()) is not None:
        enqueue("risk.screen_county", county_code=county_code)
    return run


@transaction.atomic
def _queue(counties: QuerySet[Region], today: date, user_id: int | None) -> int:
    waiting = _waiting()
    now, rows = timezone.now(), list[ScreeningRun]()
    found = [county for county in counties.only("code", "level", "id") if county.code not in waiting]
    for county in found:
        night = next_night(county.code, today)
        if night is not None:
            rows.append(
                ScreeningRun(
                    region=county,
                    region_code=county.code,
                    night=night,
                    queued_at=now,
                    requested_by_id=user_id,
                )
            )
    # The row shows on the page that the night waits; a job makes it where it is missing.
    ScreeningRun.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        enqueue("risk.screen_county", county_code=row.region_code)
    return len(rows)


def _waiting() -> frozenset[str]:
    """Return the counties that an open job stands for; a parked one no longer counts, so that it is tried again."""
    rows = OutboxEntry.objects.filter(job=JOB, done_at=None, parked_at=None)
    return frozenset(rows.values_list("payload__county_code", flat=True))
