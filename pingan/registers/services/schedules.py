"""Orders that repeat: written once, opened by a job on their occasions, left out or stopped by the office."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log as write_log
from pingan.calendars.queries import working_time
from pingan.common.errors import Conflict, Forbidden, IllegalAction, Invalid, Stale
from pingan.common.text import in_plain_text, plain_text
from pingan.org.models import Region
from pingan.registers.models import RegisterDefinition, RoundSchedule
from pingan.registers.queries.rounds import definition_for
from pingan.registers.queries.schedules import recurrence_of
from pingan.registers.rules import PERIODS
from pingan.registers.services.rounds import may_order

log = logging.getLogger(__name__)
MOST_DAYS = 60


@dataclass(frozen=True)
class ScheduleInput:
    """An order that repeats, as it is written. ``period`` blank, ``days_before_holidays`` None: as the definition says."""

    title: str
    starts_on: date
    ends_on: date | None = None
    period: str = ""
    days_before_holidays: int | None = None
    instructions: str = ""


def _faults(definition: RegisterDefinition, data: ScheduleInput) -> dict[str, Any]:
    frequency = data.period or definition.period
    days = definition.days_before_holidays if data.days_before_holidays is None else data.days_before_holidays
    wrong: list[tuple[str, bool, Any]] = [
        (
            "title",
            not 2 <= len(data.title.strip()) <= 90,
            _("Write 2 to %(most)d characters.") % {"most": 90},
        ),
        (
            "instructions",
            len(data.instructions) > 4000,
            _("Write at most %(most)d characters.") % {"most": 4000},
        ),
        ("period", bool(frequency) and frequency not in PERIODS, _("Choose a period.")),
        ("period", not frequency and not days, _("The definition names no frequency; choose one.")),
        (
            "days_before_holidays",
            data.days_before_holidays is not None and not 0 <= data.days_before_holidays <= MOST_DAYS,
            _("Between 0 and 60 working days."),
        ),
        ("starts_on", data.starts_on < timezone.localdate(), _("It begins today at the earliest.")),
        ("starts_on", data.starts_on.year > 2100, _("This day is not of our time.")),
        (
            "ends_on",
            data.ends_on is not None and not data.starts_on <= data.ends_on <= date(2100, 12, 31),
            _("It would end before it begins."),
        ),
    ]
    return {name: sentence for name, is_wrong, sentence in reversed(wrong) if is_wrong}


def _write(actor: Actor, row: RoundSchedule, act: str, *, reason: str = "", **data: Any) -> None:
    write_log(
        actor=actor,
        action=f"register.{act}",
        object_type="registers.roundschedule",
        object_id=row.pk,
        reason=reason,
        region_code=row.region_code,
        data={"version": row.version, "definition": row.definition_code, **data},
    )


@transaction.atomic
def order_schedule(*, actor: Actor, definition_id: int, region: Region, data: ScheduleInput) -> RoundSchedule:
    """Let an order repeat for a division; the job opens each round, the first one on the first occasion.

    Raises:
        NotFound: no such definition.
        Forbidden: this post may not order it, or not for this division.
        Conflict: the division repeats it already.
        Invalid: at its field.

    """
    data = in_plain_text(data)
    definition = fetch(RegisterDefinition, actor, definition_id)
    if not may_order(actor, definition, region.level) or not actor.has("registers.order"):
        raise Forbidden(_("Your post may not order this."))
    if not actor.covers(region.code):
        raise Forbidden(_("This division lies outside your area."))
    if definition.is_standing:
        raise Invalid({"definition": _("A standing register is kept all the time; it does not repeat.")})
    if definition_for(definition.code, region.prefix, timezone.localdate()) != definition:
        raise Invalid({"definition": _("This definition does not hold here today.")})
    faults = _faults(definition, data)
    if faults:
        raise Invalid(faults)
    # The division is locked, so that two who press at once do not both find none.
    Region.objects.select_for_update().get(pk=region.pk)
    if RoundSchedule.objects.filter(
        definition_code=definition.code, region_code=region.prefix, ended_at=None
    ).exists():
        raise Conflict(_("This is ordered here again and again already."))
    row = RoundSchedule.objects.create(
        definition_code=definition.code,
        region=region,
        region_code=region.prefix,
        organ_id=actor.organ_id,
        title=data.title.strip(),
        instructions=data.instructions.strip(),
        period=data.period,
        days_before_holidays=data.days_before_holidays,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        created_by_id=actor.user_id,
    )
    _write(actor, row, "schedule_ordered")
    return row


def _changed(actor: Actor, schedule_id: int, seen_version: int | None) -> RoundSchedule:
    row = fetch(
        RoundSchedule,
        actor,
        schedule_id,
        "order",
        refine=lambda rows: rows.select_related("region").select_for_update(of=("self",)),
    )
    if seen_version is not None and seen_version != row.version:
        raise Stale(version=row.version)
    if row.ended_at is not None:
        raise IllegalAction(_("This order does not repeat any more."), legal=[])
    row.version += 1
    return row


def _reason(note: str) -> str:
    words = plain_text(note).strip()
    if not 2 <= len(words) <= 300:
        raise Invalid({"note": _("Say why, in 2 to 300 characters.")})
    return words


@transaction.atomic
def skip_occasion(
    *, actor: Actor, schedule_id: int, occasion: str, note: str, seen_version: int | None = None
) -> RoundSchedule:
    """Leave one of the next occasions out.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change; stopped already.
        Invalid: none of the next occasions, or no reason.

    """
    row = _changed(actor, schedule_id, seen_version)
    words = _reason(note)
    today = timezone.localdate()
    recurrence = recurrence_of(row, definition_for(row.definition_code, row.region_code, today))
    ahead = recurrence.upcoming(today, working_time(row.region_code), MOST_DAYS)
    if occasion not in {one.key for one in ahead}:
        raise Invalid({"occasion": _("Choose one of the next occasions.")})
    row.skips = row.skips | {occasion: words}
    row.save(update_fields=["skips", "version"])
    _write(actor, row, "schedule_skips", reason=words, occasion=occasion)
    return row


@transaction.atomic
def stop_schedule(
    *, actor: Actor, schedule_id: int, note: str, seen_version: int | None = None
) -> RoundSchedule:
    """Let an order repeat no more; the rounds that are open go on.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change; stopped already.
        Invalid: no reason.

    """
    row = _changed(actor, schedule_id, seen_version)
    row.ended_reason = _reason(note)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at", "ended_reason", "version"])
    _write(actor, row, "schedule_stopped", reason=row.ended_reason)
    return row
