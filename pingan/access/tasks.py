from celery import shared_task

from pingan.access.services import sweep_expired


@shared_task(name="access.sweep", ignore_result=True)
def sweep() -> None:
    """Every night: exceptional rights that ended more than a year ago."""
    sweep_expired()
