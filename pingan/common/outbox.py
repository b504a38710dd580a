"""Jobs that leave after commit, by name, each done exactly once.

``enqueue`` writes a row in the caller's transaction. After commit the row is handed to the broker; a broker
that is down only makes it late, for beat hands over again what stays open. ``deliver`` runs the handler and
closes the row in one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pingan.common.models import OutboxEntry

log = logging.getLogger(__name__)
Handler = Callable[..., object]
HANDLERS: dict[str, Handler] = {}
MAX_ATTEMPTS = 12
#: A hand-over that nobody answered is repeated after this time: the broker forgets what it held when it dies.
HANDED_FOR = timedelta(seconds=30)
_BATCH = 500


def job(name: str) -> Callable[[Handler], Handler]:
    """Register a handler under ``name``; it takes the payload as keywords, inside a transaction."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler

        def run(entry_id: int) -> bool:
            return deliver(entry_id)

        run.__name__ = name.replace(".", "_")
        shared_task(name=name, ignore_result=True, acks_late=True)(run)
        return handler

    return register


def enqueue(job_name: str, /, *, not_before: datetime | None = None, **payload: Any) -> OutboxEntry:
    """Write a job into the outbox, in the caller's transaction; JSON-able keywords only."""
    entry = OutboxEntry.objects.create(
        job=job_name, payload=payload, available_at=not_before or timezone.now()
    )
    if not_before is None or not_before <= timezone.now():
        transaction.on_commit(lambda: hand_over(entry), robust=True)
    return entry


def enqueue_all(job_name: str, /, payloads: Iterable[Mapping[str, Any]]) -> int:
    """Write many jobs of one name at once, in the caller's transaction; return how many. JSON-able keywords only."""
    now = timezone.now()
    rows = [OutboxEntry(job=job_name, payload=dict(payload), available_at=now) for payload in payloads]
    made = OutboxEntry.objects.bulk_create(rows, batch_size=_BATCH)
    if made:
        transaction.on_commit(lambda: hand_over_all(made), robust=True)
    return len(made)


def hand_over_all(entries: list[OutboxEntry]) -> bool:
    """Tell the broker about many open rows over one connection. False where it cannot be reached: beat tries again."""
    if not settings.OUTBOX_HAND_OVER:
        return False
    rows = OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries], done_at=None)
    rows.update(handed_at=timezone.now())
    try:
        with current_app.producer_or_acquire() as producer:
            for entry in entries:
                current_app.send_task(
                    entry.job, args=[entry.pk], retry=False, ignore_result=True, producer=producer
                )
    except Exception as error:
        log.warning("broker unreachable, %s jobs stay in the outbox: %s", len(entries), type(error).__name__)
        rows.update(handed_at=None)
        return False
    return True


def hand_over(entry: OutboxEntry) -> bool:
    """Tell the broker about an open row. False, and a log line, where the broker cannot be reached."""
    if not settings.OUTBOX_HAND_OVER:
        return False
    # Noted first: while it is written the row is locked, and a worker that were already told would pass it by.
    row = OutboxEntry.objects.filter(pk=entry.pk, done_at=None)
    row.update(handed_at=timezone.now())
    try:
        current_app.send_task(entry.job, args=[entry.pk], retry=False, ignore_result=True)
    except Exception as error:
        log.warning("broker unreachable, %s stays in the outbox: %s", entry, type(error).__name__)
        row.update(handed_at=None)
        return False
    return True


def deliver(entry_id: int) -> bool:
    """Run one open row to its end. False where it was already done, is being done, or failed."""
    try:
        with transaction.atomic():
            entry = (
                OutboxEntry.objects.select_for_update(skip_locked=True)
                .filter(pk=entry_id, done_at=None, parked_at=None)
                .first()
            )
            if entry is None:
                return False
            HANDLERS[entry.job](**entry.payload)
            OutboxEntry.objects.filter(pk=entry_id).update(done_at=timezone.now())
            return True
    except Exception as error:
        log.exception("job %s failed", entry_id)
        _postpone(entry_id, type(error).__name__)
        return False


def _postpone(entry_id: int, reason: str) -> None:
    with transaction.atomic():
        entry = OutboxEntry.objects.select_for_update().get(pk=entry_id)
        entry.attempts += 1
        entry.last_error = reason[:300]
        entry.available_at = timezone.now() + timedelta(seconds=min(5 * 2**entry.attempts, 3600))
        if entry.attempts >= MAX_ATTEMPTS:
            entry.parked_at = timezone.now()
        entry.handed_at = None
        entry.save()


def open_entries() -> list[int]:
    """Return the keys of rows that are due and neither done nor parked, and not just handed over."""
    now = timezone.now()
    due = OutboxEntry.objects.filter(done_at=None, parked_at=None, available_at__lte=now).filter(
        Q(handed_at=None) | Q(handed_at__lt=now - HANDED_FOR)
    )
    return list(due.order_by("available_at").values_list("pk", flat=True)[:_BATCH])
