"""Which terms and numbers hold for a dispute; the tables are those of the rulebook (``grids.queries.limits``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from disputes.models import AgreementClause, Dispute
from disputes.rules.agreements import DAYS_BEFORE
from disputes.rules.channels import MEDIATION_STAGES, NextChannel, next_channels
from disputes.rules.levels import Threshold
from disputes.rules.states import WATCHED
from grids.queries import limits
from grids.queries.limits import Number, number_for, numbers_for
from pingan.calendars.queries import working_time
from pingan.calendars.rules import Term, due_at, term_of_day
from pingan.matters.machine import ClockOperation, Limit, StartClock
from pingan.matters.models import Clock, Matter

#: Prefix of the numbers of this app in the rulebook.
PREFIX = "dispute."


def limit_of(dispute: Dispute, stage: str, on: date | None = None) -> Limit | None:
    """Return the limit of a stage as it holds on a day (default: the day of registration); None: nobody set one."""
    return limits.limit_of(dispute.matter, stage, on)


def start(
    dispute: Dispute, stage: str, *, is_urgent: bool = False, at: datetime | None = None
) -> list[ClockOperation]:
    """Return the operation that starts a stage's clock (``at`` None: now); none where no limit is set."""
    limit = limit_of(dispute, stage, timezone.localdate(at))
    return [] if limit is None else [StartClock(stage, limit, is_urgent=is_urgent, at=at)]


def mediation_clock(dispute: Dispute) -> Clock | None:
    """Return the running clock of the mediation, whatever its kind; None: none runs."""
    rows = Clock.objects.filter(matter_id=dispute.pk, stage__in=MEDIATION_STAGES, stopped_at=None)
    return rows.order_by("pk").last()


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


def clause_duties(matter: Matter) -> list[tuple[datetime, datetime]]:
    """Return when the open clauses of the agreement in effect are due, each with the moment of its warning."""
    if matter.state not in WATCHED:
        return []
    days = AgreementClause.objects.filter(
        agreement__channel__dispute_id=matter.pk,
        agreement__withdrawn_at=None,
        agreement__effective_at__isnull=False,
        state__in=AgreementClause.OPEN,
        due_on__isnull=False,
    ).values_list("due_on", flat=True)
    if not days:
        return []
    found = number("clause_remind_days_before", matter.region_code)
    before = found.count if found is not None else DAYS_BEFORE
    return [term_of_day(day, before) for day in days if day is not None]


@dataclass(frozen=True)
class TimeBar:
    """How long a way is open. ``until`` None: it counts from something that has not happened yet."""

    begins: str
    term: Limit
    until: datetime | None


@dataclass(frozen=True)
class OpenChannel:
    """A channel that is open to the parties with its bars; without any, none is set."""

    kind: str
    note: str
    bars: tuple[TimeBar, ...]


#: What the petition office owes from the day on which it registered a petition (domain.md §4.3).
PETITION_STAGES = ("petition_transfer", "petition_finish")


def petition_terms(dispute: Dispute, registered: datetime) -> list[tuple[str, TimeBar]]:
    """Return by when a petition that was registered on a day must be passed on and ended there, by the rules of that day.

    No clocks run for it: nobody here is late by them, and nobody here is told when that office has done its part.
    """
    found = []
    for stage in PETITION_STAGES:
        limit = limit_of(dispute, stage, timezone.localdate(registered))
        if limit is not None:
            found.append((stage, TimeBar("", limit, _ends(dispute, limit, registered))))
    return found


def open_channels(dispute: Dispute) -> list[OpenChannel]:
    """Return the next channels for the notice of rights, with the bars that hold today.

    They count from when a party knew of the infringement, which the desk cannot know better than the day on which
    the dispute began; the notice says so.
    """
    return [
        OpenChannel(channel.kind, channel.note, tuple(_bars(dispute, channel)))
        for channel in next_channels(dispute.type.code)
    ]


def _bars(dispute: Dispute, channel: NextChannel) -> Iterator[TimeBar]:
    begun = datetime.combine(dispute.occurred_on, time(), tzinfo=timezone.get_current_timezone())
    for bar in channel.bars:
        limit = limit_of(dispute, bar.stage, timezone.localdate())
        if limit is None:
            continue
        if not bar.is_dated:
            yield TimeBar(bar.begins, limit, None)
            continue
        yield TimeBar(bar.begins, limit, _ends(dispute, limit, begun))


def _ends(dispute: Dispute, limit: Limit, begun: datetime) -> datetime:
    term = Term(limit.amount, limit.unit)  # type: ignore[arg-type]  # units of the table are those of terms
    hours = working_time(dispute.matter.region_code)
    return due_at(start=begun, term=term, working_time=hours, pauses=[], extension=0).at
