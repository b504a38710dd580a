"""Which terms and numbers hold for a dispute; the tables are those of the rulebook (``grids.queries.limits``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from disputes.models import Dispute
from disputes.rules.channels import RULES, next_channels
from disputes.rules.levels import Threshold
from grids.queries.limits import Number, number_for, numbers_for, time_limit_for
from pingan.calendars.queries import working_time
from pingan.calendars.rules import Term, due_at
from pingan.matters.machine import ClockOperation, Limit, StartClock

#: Prefix of the numbers of this app in the rulebook.
PREFIX = "dispute."


def limit_of(dispute: Dispute, stage: str, on: date | None = None) -> Limit | None:
    """Return the limit of a stage as it holds on a day (default: the day of registration); None: nobody set one."""
    matter = dispute.matter
    choice = time_limit_for(
        stage=stage,
        category_code=matter.class_code,
        urgency="",
        severity="",
        region_code=matter.region_code,
        on=on or timezone.localdate(matter.opened_at),
    )
    if choice is None:
        return None
    row = choice.rule
    return Limit(row.amount, row.unit, f"{row.pk}.{row.version}", row.source, row.confidence)


def start(
    dispute: Dispute, stage: str, *, is_urgent: bool = False, at: datetime | None = None
) -> list[ClockOperation]:
    """Return the operation that starts a stage's clock (``at`` None: now); none where no limit is set."""
    limit = limit_of(dispute, stage, timezone.localdate(at))
    return [] if limit is None else [StartClock(stage, limit, is_urgent=is_urgent, at=at)]


def number(code: str, region_code: str) -> Number | None:
    """Return one number of this app as it holds today; None: nobody set it."""
    return number_for(f"{PREFIX}{code}", region_code)


def level_numbers(region_code: str) -> dict[str, Threshold]:
    """Return the thresholds of the level by criterion, without their prefix."""
    found = numbers_for(PREFIX, region_code)
    return {
        code.removeprefix(PREFIX).removeprefix("level."): Threshold(
            value.value, f"{value.id}.{value.version}", value.source
        )
        for code, value in found.items()
        if value.value is not None
    }


@dataclass(frozen=True)
class TimeBar:
    """A channel that is open to the parties, and until when it can be entered. ``until`` None: no such bar."""

    channel: str
    until: datetime | None
    source: str


def time_bars(dispute: Dispute, since: datetime) -> list[TimeBar]:
    """Return the next channels for the notice of rights, with their bars counted from ``since``.

    The bar counts from when a party knew of the infringement, which the desk cannot know better than the day
    on which the dispute began; the notice says so.
    """
    bars = []
    calendar = working_time(dispute.matter.region_code)
    for channel in next_channels(dispute.type.code):
        limit = (
            limit_of(dispute, RULES[channel].apply, timezone.localdate()) if RULES[channel].apply else None
        )
        if limit is None:
            bars.append(TimeBar(channel, None, ""))
            continue
        due = due_at(
            start=since,
            term=Term(limit.amount, limit.unit),  # type: ignore[arg-type]  # units of the table are those of terms
            working_time=calendar,
            pauses=[],
            extension=0,
        )
        bars.append(TimeBar(channel, due.at, limit.source))
    return bars
