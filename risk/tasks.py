"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from risk.services.warnings import escalate_unread


@shared_task(name="risk.watch_warnings")
def watch_warnings() -> int:
    return escalate_unread(timezone.now())
