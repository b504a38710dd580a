"""The supervision ladder by timetable (domain.md §3): reminder, letter due, candidate proposed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grids.machine.inputs import Ladder
from grids.models.incidents import Incident, Supervision
from grids.models.limits import stage_label
from grids.queries import recipients
from grids.queries.limits import numbers_for
from pingan.access.rules import system_actor
from pingan.calendars.queries import working_time
from pingan.calendars.rules import working_days_between
from pingan.common.errors import DomainError
from pingan.matters.models import Clock
from pingan.matters.services import perform
from pingan.matters.services.notices import url_of
from pingan.notify.services import notify

log = logging.getLogger(__name__)
LETTER_DUE = gettext_noop("%(number)s stays overdue; a supervision letter is due: %(title)s")
_BATCH = 500


@dataclass
class Climbed:
    """How many steps a run took."""

    reminders: int = 0
    letters_due: int = 0
    candidates: int = 0


def climb_ladders(now: datetime) -> Climbed:
    """Take every step that is due by now, once per clock and step; running it ten times changes nothing."""
    climbed = Climbed()
    known: dict[str, dict[str, int]] = {}
    for clock in _overdue_clocks(now):
        code = clock.matter.region_code
        if code not in known:
            known[code] = {name: found.count for name, found in numbers_for("supervision.", code).items()}
        try:
            _climb(clock, now, known[code], climbed)
        except Exception:
            # One matter that fails must not keep everybody else's ladder from being climbed.
            log.exception("ladder of clock %s failed", clock.pk)
    return climbed


def _overdue_clocks(now: datetime) -> Iterator[Clock]:
    """Yield every overdue clock, in batches by key: a limit by age would starve the younger ones for good."""
    overdue = Clock.objects.filter(stopped_at=None, paused_at=None, due_at__lt=now, matter__kind="incident")
    last = 0
    while batch := list(overdue.filter(pk__gt=last).select_related("matter").order_by("pk")[:_BATCH]):
        yield from batch
        last = batch[-1].pk


def _climb(clock: Clock, now: datetime, numbers: dict[str, int], climbed: Climbed) -> None:
    taken = set(
        Supervision.objects.filter(incident_id=clock.matter_id, clock=clock).values_list("step", flat=True)
    )
    remind_at = clock.due_at + timedelta(days=numbers.get("supervision.remind_after_days", 1))
    if now >= remind_at and Supervision.Step.REMINDER not in taken:
        climbed.reminders += _take(clock, Supervision.Step.REMINDER)
        return
    letter_at = clock.due_at + timedelta(days=numbers.get("supervision.letter_after_days", 3))
    if now >= letter_at:
        climbed.letters_due += _tell_office(clock)
    letter = (
        Supervision.objects.filter(incident_id=clock.matter_id, step=Supervision.Step.LETTER)
        .order_by("made_at")
        .first()
    )
    if letter is None or Supervision.Step.CANDIDATE in taken:
        return
    since = timezone.localdate(letter.made_at) + timedelta(days=1)
    waited = working_days_between(
        since, timezone.localdate(now), working_time=working_time(clock.matter.region_code)
    )
    if waited > numbers.get("supervision.candidate_after_days", 5):
        climbed.candidates += _take(clock, Supervision.Step.CANDIDATE)


def _take(clock: Clock, step: str) -> int:
    with translation.override(settings.LANGUAGE_CODE):  # the books are kept in one language
        reason = _("Term of %(stage)s over since %(due)s") % {
            "stage": stage_label(clock.stage),
            "due": f"{timezone.localtime(clock.due_at):%Y-%m-%d %H:%M}",
        }
    try:
        perform(
            actor=system_actor(),
            kind="incident",
            matter_id=clock.matter_id,
            action="climb_ladder",
            data=Ladder(step=step, clock=clock.pk, organ=clock.organ_id, stage=clock.stage, reason=reason),
        )
    except (DomainError, IntegrityError):
        # Closed or already done by another worker in the meantime: nothing is owed.
        return 0
    return 1


def _tell_office(clock: Clock) -> int:
    incident = Incident.objects.select_related("matter").get(pk=clock.matter_id)
    return notify(
        recipients=recipients.county_roles(incident, "body_office"),
        key=f"clock:{clock.pk}:letter",
        title=LETTER_DUE,
        params={"number": incident.matter.number, "title": incident.matter.title},
        url=url_of(incident.matter),
        kind="clock.letter",
        about=clock.matter_id,
    )
