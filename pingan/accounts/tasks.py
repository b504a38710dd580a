from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from pingan.accounts.services import sweep_devices


@shared_task(name="accounts.sweep", ignore_result=True)
def sweep() -> None:
    """Remove sessions that have ended and browsers that went away; residual data is cleared (GB/T 22239-2019 §8.1.4.10)."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    sweep_devices(now=timezone.now())
