"""The Celery application and its timetable. Jobs started by users leave through ``pingan.common.outbox``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingan.settings.development")
app = Celery("pingan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "redeliver-outbox": {"task": "common.redeliver", "schedule": 15.0},
    "heartbeat": {"task": "common.heartbeat", "schedule": 15.0},
    "sweep": {"task": "common.sweep", "schedule": 3600.0},
}
