from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from pingan.common.models import Heartbeat, IdempotencyRecord, OutboxEntry
from pingan.common.outbox import hand_over, open_entries


@shared_task(name="common.redeliver", ignore_result=True)
def redeliver() -> int:
    """Hand over again what stayed open: broker or worker was down."""
    entries = OutboxEntry.objects.in_bulk(open_entries())
    return sum(hand_over(entry) for entry in entries.values())


@shared_task(name="common.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Show that beat and a worker are alive; ``/readyz`` looks at the age of this row."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task(name="common.sweep", ignore_result=True)
def sweep() -> None:
    """Remove expired idempotency answers and closed outbox rows older than thirty days."""
    now = timezone.now()
    IdempotencyRecord.objects.filter(expires_at__lt=now).delete()
    OutboxEntry.objects.filter(done_at__lt=now - timedelta(days=30)).delete()
