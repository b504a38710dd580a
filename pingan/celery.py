"""The Celery application and its timetable. Jobs started by users leave through ``pingan.common.outbox``."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingan.settings.development")
app = Celery("pingan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "redeliver-outbox": {"task": "common.redeliver", "schedule": 15.0},
    "heartbeat": {"task": "common.heartbeat", "schedule": 15.0},
    "sweep": {"task": "common.sweep", "schedule": 3600.0},
    "seal-security-log": {"task": "audit.seal", "schedule": 60.0},
    "sweep-sessions": {"task": "accounts.sweep", "schedule": 3600.0},
}


@worker_init.connect
@beat_init.connect
def demand_sound_settings_first(sender: Any = None, **kwargs: Any) -> None:
    """Worker and beat refuse unsafe settings as the web does; these are Celery's only hooks for it."""
    import django

    django.setup()
    from pingan.common.startup import demand_sound_settings

    demand_sound_settings(type(sender).__name__)
