from celery import shared_task
from django.utils import timezone

from pingan.files.services import sweep_abandoned, sweep_unlinked, sweep_uploads


@shared_task(name="files.sweep", ignore_result=True)
def sweep() -> None:
    """Clear files that nothing links, uploads that were given up, and objects that no row knows."""
    sweep_uploads(now=timezone.now())
    sweep_unlinked(now=timezone.now())
    sweep_abandoned(now=timezone.now())
