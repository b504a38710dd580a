"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from pingan.common.outbox import job
from risk.services.screening.timetable import JOB, screen_due, screen_one
from risk.services.warnings import escalate_unread


@shared_task(name="risk.watch_warnings")
def watch_warnings() -> int:
    return escalate_unread(timezone.now())


@shared_task(name="risk.screen_due")
def due() -> int:
    """Every ten minutes: counties whose last night is over and not screened, missed nights first."""
    return screen_due(timezone.now())


@job(JOB)
def screen(county_code: str) -> None:
    screen_one(county_code)
