"""Carrying out what an action does to the clocks of its matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pingan.access.rules import Actor
from pingan.calendars import rules as working
from pingan.calendars.queries import working_time
from pingan.matters.machine import (
    ClockOperation,
    ExtendClock,
    Limit,
    PauseClocks,
    RestartClock,
    ResumeClocks,
    StartClock,
    StopClock,
    machine_for,
)
from pingan.matters.machine.clockwork import WARNING_HOURS, WARNING_SHARE
from pingan.matters.models import Clock, ClockExtension, ClockPause, Matter

_BY_DAYS = working.WarningRule(share=WARNING_SHARE, hours=WARNING_HOURS)
#: A term of hours or minutes would be yellow from its first moment under the 24-hour rule.
_BY_HOURS = working.WarningRule(share=WARNING_SHARE, hours=0)


def apply_operations(
    matter: Matter, operations: Iterable[ClockOperation], *, now: datetime, actor: Actor
) -> None:
    """Apply clock operations in order to a locked matter, then refresh its denormalised due columns.

    The caller saves the matter.
    """
    for operation in operations:
        match operation:
            case StartClock():
                _start(matter, operation, now)
            case StopClock():
                _stop(matter, operation, now)
            case PauseClocks():
                _pause(matter, operation, now)
            case ResumeClocks():
                _resume(matter, now)
            case ExtendClock():
                _extend(matter, operation, now, actor)
            case RestartClock():
                _restart(matter, operation)
    refresh_due(matter)


def refresh_due(matter: Matter) -> None:
    """Copy the duty that is due first onto the matter, with its own warning; the caller saves it.

    Duties are the running clocks, chances left aside, and what the kind of matter names besides.
    """
    machine = machine_for(matter.kind)
    running = list(
        Clock.objects.filter(matter=matter, stopped_at=None)
        .exclude(stage__in=machine.chances)
        .values_list("due_at", "warn_at", "paused_at")
    )
    moving = [(due, warn) for due, warn, paused in running if paused is None]
    # The warning of another, later duty would show this one yellow while its own clock is green.
    matter.next_due_at, matter.next_warn_at = min([*moving, *machine.duties(matter)], default=(None, None))
    matter.clock_paused = bool(running) and matter.next_due_at is None


def _running(matter: Matter, stage: str, organ_id: int | None, *, every_organ: bool = False) -> list[Clock]:
    clocks = Clock.objects.select_for_update().filter(matter=matter, stage=stage, stopped_at=None)
    if every_organ:
        return list(clocks)
    return list(clocks.filter(organ=None) if organ_id is None else clocks.filter(organ_id=organ_id))


def _start(matter: Matter, operation: StartClock, now: datetime) -> None:
    clock = Clock(
        matter=matter,
        stage=operation.stage,
        organ_id=operation.organ_id,
        started_at=operation.at or now,
        is_urgent=operation.is_urgent,
    )
    _put_under(clock, operation.limit)
    _count(clock, matter)
    clock.save()


def _stop(matter: Matter, operation: StopClock, now: datetime) -> None:
    for clock in _running(matter, operation.stage, operation.organ_id, every_organ=operation.every_organ):
        _end_pause(clock, now)
        if clock.paused_at is not None:
            clock.paused_at = None
            _count(clock, matter)
        clock.stopped_at = now
        judged_at = min(operation.judged_at or now, now)
        clock.is_met = judged_at <= clock.due_at if operation.has_verdict else None
        clock.save()


def _pause(matter: Matter, operation: PauseClocks, now: datetime) -> None:
    running = Clock.objects.select_for_update().filter(matter=matter, stopped_at=None, paused_at=None)
    # A term that is already over stays red: a pause does not make up for it.
    for clock in running.filter(due_at__gte=now):
        clock.paused_at = now
        clock.save(update_fields=["paused_at"])
        ClockPause.objects.create(clock=clock, started_at=now, reason=operation.reason[:200])


def _resume(matter: Matter, now: datetime) -> None:
    for clock in Clock.objects.select_for_update().filter(
        matter=matter, stopped_at=None, paused_at__isnull=False
    ):
        _end_pause(clock, now)
        clock.paused_at = None
        _count(clock, matter)
        clock.save()


def _end_pause(clock: Clock, now: datetime) -> None:
    ClockPause.objects.filter(clock=clock, ended_at=None).update(ended_at=now)


def _extend(matter: Matter, operation: ExtendClock, now: datetime, actor: Actor) -> None:
    for clock in _running(matter, operation.stage, operation.organ_id):
        ClockExtension.objects.create(
            clock=clock,
            amount=operation.amount,
            asked_by_id=operation.asked_by_id,
            allowed_by_id=actor.person,
            allowed_at=now,
            reason=operation.reason[:200],
            due_before=clock.due_at,
        )
        clock.extension += operation.amount
        _count(clock, matter)
        clock.save()


def _restart(matter: Matter, operation: RestartClock) -> None:
    for clock in _running(matter, operation.stage, operation.organ_id):
        _put_under(clock, operation.limit)
        _count(clock, matter)
        clock.save()


def _put_under(clock: Clock, limit: Limit) -> None:
    clock.rule = limit.snapshot()
    clock.amount = limit.amount
    clock.unit = limit.unit


def _count(clock: Clock, matter: Matter) -> None:
    """Compute due and warning moments from start, term, finished pauses and extension."""
    calendar = working_time(matter.region_code)
    pauses = (
        [
            working.Span(start, end)
            for start, end in clock.pauses.filter(ended_at__isnull=False).values_list(
                "started_at", "ended_at"
            )
        ]
        if clock.pk
        else []
    )
    term = working.Term(clock.amount, clock.unit)  # type: ignore[arg-type]
    due = working.due_at(
        start=clock.started_at, term=term, working_time=calendar, pauses=pauses, extension=clock.extension
    )
    clock.due_at = due.at
    clock.is_provisional = due.is_provisional
    clock.warn_at = working.warn_at(
        start=clock.started_at,
        due=due.at,
        term=term,
        working_time=calendar,
        rule=_BY_DAYS if term.is_in_days else _BY_HOURS,
        extension=clock.extension,
    )
