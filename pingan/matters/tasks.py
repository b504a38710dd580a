from celery import shared_task
from django.utils import timezone

from pingan.matters.services.reminding import remind_due


@shared_task(name="matters.remind", ignore_result=True)
def remind() -> int:
    """Every minute: clocks that warn or ran out."""
    return remind_due(timezone.now())
