"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from pingan.common.outbox import job
from risk.services import project_areas
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


@shared_task(name="risk.link_areas")
def link_areas() -> int:
    """Every day: what came into the areas of open decisions is linked."""
    return project_areas.link_areas()


@job("risk.link_area")
def link_area(decision_id: int) -> None:
    project_areas.link_area(decision_id)
