"""Reminders: once per clock, stage and recipient, whatever runs twice."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from pingan.matters.machine import machine_for
from pingan.matters.models import Clock
from pingan.matters.queries import due_clocks
from pingan.matters.services.notices import url_of
from pingan.notify.services import notify

log = logging.getLogger(__name__)
SOON = gettext_noop("%(number)s is due soon: %(title)s")
OVERDUE = gettext_noop("%(number)s is overdue: %(title)s")


def remind_due(now: datetime) -> int:
    """Send what is due by now; return the number of clocks reminded. Not urgent ones wait for the morning.

    The inbox holds one notice per key and recipient, and the key names clock and stage, so a second run or
    a killed one sends nothing twice. A clock that fails is logged and tried again with the next run; it must
    not silence the others.
    """
    done = 0
    for clock_id in [clock.pk for clock in due_clocks(now)]:
        try:
            done += _remind(clock_id, now)
        except Exception:
            log.exception("reminder of clock %s failed", clock_id)
    return done


@transaction.atomic
def _remind(clock_id: int, now: datetime) -> bool:
    clock = (
        Clock.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("matter")
        .filter(pk=clock_id, stopped_at=None, paused_at=None)
        .first()
    )
    if clock is None:
        return False
    stage = "due" if now > clock.due_at else "warn"
    if clock.reminded in {stage, "due"}:
        return False
    notify(
        recipients=machine_for(clock.matter.kind).reminds(clock),
        key=f"clock:{clock.pk}:{stage}",
        title=OVERDUE if stage == "due" else SOON,
        params={"number": clock.matter.number, "title": clock.matter.title},
        url=url_of(clock.matter),
        is_urgent=clock.is_urgent,
        kind=f"clock.{stage}",
        about=clock.matter_id,
    )
    clock.reminded = stage
    clock.save(update_fields=["reminded"])
    return True
