"""The Celery application and its timetable. Jobs started by users leave through ``pingan.common.outbox``."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingan.settings.development")
app = Celery("pingan")
# In every thread: the web server's and the worker's threads would else speak to Celery's own default broker.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "redeliver-outbox": {"task": "common.redeliver", "schedule": 15.0},
    "heartbeat": {"task": "common.heartbeat", "schedule": 15.0},
    "sweep": {"task": "common.sweep", "schedule": 3600.0},
    "remind": {"task": "matters.remind", "schedule": 60.0},
    "open-patrols": {"task": "grids.open_patrols", "schedule": 3600.0},
    "blank-expired": {"task": "grids.blank_expired", "schedule": 24 * 3600.0},
    "climb-ladders": {"task": "grids.climb_ladders", "schedule": 600.0},
    "carry-out-grid-operations": {"task": "grids.carry_out_operations", "schedule": 600.0},
    "watch-clauses": {"task": "disputes.watch_clauses", "schedule": 3600.0},
    "watch-warnings": {"task": "risk.watch_warnings", "schedule": 300.0},
    "name-desks": {"task": "disputes.name_desks", "schedule": 600.0},
    "blank-expired-disputes": {"task": "disputes.retention", "schedule": 24 * 3600.0},
    "erase-expired-reports": {"task": "registers.erase_expired", "schedule": 24 * 3600.0},
    "open-recurring-rounds": {"task": "registers.open_recurring", "schedule": 3600.0},
    "remind-registers": {"task": "registers.remind", "schedule": 600.0},
    "link-areas": {"task": "risk.link_areas", "schedule": 24 * 3600.0},
    "end-measures": {"task": "assessment.end_expired", "schedule": 24 * 3600.0},
    "scan-candidates": {"task": "assessment.scan_candidates", "schedule": 24 * 3600.0},
    "blank-expired-cases": {"task": "assessment.retention", "schedule": 24 * 3600.0},
    "screen-due": {"task": "risk.screen_due", "schedule": 600.0},
    "refresh-summaries": {"task": "office.refresh", "schedule": 10.0},
    "recount-summaries": {"task": "office.recount", "schedule": 24 * 3600.0},
    "draft-briefs": {"task": "office.draft_briefs", "schedule": 1800.0},
    "tell-partners": {"task": "exchange.deliver", "schedule": 5.0},
    "watch-partners": {"task": "exchange.watch", "schedule": 60.0},
    "sweep-deliveries": {"task": "exchange.sweep", "schedule": 24 * 3600.0},
    "seal-audit": {"task": "audit.seal", "schedule": 60.0},
    "sweep-files": {"task": "files.sweep", "schedule": 24 * 3600.0},
    "sweep-grants": {"task": "access.sweep", "schedule": 24 * 3600.0},
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
