"""Opening what repeats: each occasion once, whoever runs the job, and however often."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction

from pingan.access.rules import system_actor
from pingan.calendars.queries import working_time
from pingan.registers.models import RegisterDefinition, RegisterRound, RoundSchedule
from pingan.registers.queries.rounds import definition_for
from pingan.registers.queries.schedules import recurrence_of
from pingan.registers.rules import Occasion
from pingan.registers.services.rounds import RoundInput, draft_round, move_round

log = logging.getLogger(__name__)


def open_recurring(today: date) -> int:
    """Open what repeats and should be open by today; return how many rounds came. Safe to run again, and twice at once."""
    opened = 0
    running = RoundSchedule.objects.filter(ended_at=None, starts_on__lte=today).order_by("pk")
    for key in running.values_list("pk", flat=True):
        try:
            opened += _open_due(key, today)
        except Exception:
            # One order that cannot open must not keep the others back; the next run tries again.
            log.exception("recurring order %s failed", key)
    return opened


@transaction.atomic
def _open_due(schedule_id: int, today: date) -> int:
    locked = RoundSchedule.objects.select_for_update(of=("self",), skip_locked=True).select_related("region")
    row = locked.filter(pk=schedule_id, ended_at=None).first()
    definition = definition_for(row.definition_code, row.region_code, today) if row is not None else None
    if row is None or definition is None:
        return 0
    due = recurrence_of(row, definition).due_now(today, working_time(row.region_code))
    opened = set(
        RegisterRound.objects.filter(schedule=row, occasion__in=[one.key for one in due]).values_list(
            "occasion", flat=True
        )
    )
    fresh = [one for one in due if one.key not in opened and one.key not in row.skips]
    for one in fresh:
        _open(row, definition, one, today)
    return len(fresh)


def _due_on(row: RoundSchedule, definition: RegisterDefinition, one: Occasion, today: date) -> date | None:
    """Return the last day to report: within the occasion; None: opened late, so the definition's own term runs.

    Late is also the first one of an order that began in the middle of a period.
    """
    term = definition.due_working_days
    if term is None or one.is_before_holiday:
        return max(one.due_on, today)
    if today > one.opens_on or row.starts_on > one.period_from:
        return None
    return min(working_time(row.region_code).after(one.opens_on, term), one.due_on)


def _open(row: RoundSchedule, definition: RegisterDefinition, one: Occasion, today: date) -> None:
    actor = system_actor()
    draft = draft_round(
        actor=actor,
        definition_id=definition.pk,
        region=row.region,
        data=RoundInput(
            title=f"{row.title}（{one.period_from:%Y-%m-%d}—{one.period_to:%m-%d}）",
            period_from=one.period_from,
            period_to=one.period_to,
            opens_on=max(one.opens_on, today),
            due_on=_due_on(row, definition, one, today),
            instructions=row.instructions,
        ),
    )
    RegisterRound.objects.filter(pk=draft.pk).update(
        schedule=row, occasion=one.key, organ=row.organ_id, created_by=row.created_by_id
    )
    move_round(actor=actor, round_id=draft.pk, action="open")
