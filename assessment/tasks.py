"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from assessment.services.cases import end_expired


@shared_task(name="assessment.end_expired")
def end_measures() -> int:
    """Every day: measures whose time is over are lifted."""
    return end_expired(timezone.now())
