"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from disputes.services.clauses import watch_clauses
from disputes.services.readers import name_desks
from disputes.services.retention import blank_expired


@shared_task(name="disputes.watch_clauses")
def watch() -> int:
    return watch_clauses(timezone.now())


@shared_task(name="disputes.retention")
def retention() -> int:
    return blank_expired(timezone.now())


@shared_task(name="disputes.name_desks")
def readers() -> int:
    return name_desks(timezone.now())
