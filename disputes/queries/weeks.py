"""The sessions of one week, of one mediator or of an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from disputes.models import Attendance, Dispute, MediationSession
from disputes.queries.mediators import sessions_between
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

_SHOWN = (MediationSession.State.PLANNED, MediationSession.State.HELD)
_PARTY = ("session_id", "party__side", "party__position", "party__represents_id")


@dataclass(frozen=True)
class WeekFilter:
    """Which sessions of a week: the actor's own, or those of the area, of one committee, in one room."""

    monday: date
    is_own: bool = False
    committee: int | None = None
    room: str = ""


def start_of(day: date) -> datetime:
    """Return the first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def sessions_of_week(actor: Actor, wanted: WeekFilter) -> list[MediationSession]:
    """Return the planned and held sessions in time order, with roles of those invited; three queries.

    Adjourned and cancelled ones are nobody's appointment any more.
    """
    rows = sessions_between(actor, start_of(wanted.monday), start_of(wanted.monday + timedelta(days=7)))
    rows = rows.filter(state__in=_SHOWN)
    if wanted.is_own:
        rows = rows.filter(mediators__mediator__user_id=actor.user_id or 0, mediators__is_live=True)
    if wanted.committee is not None:
        rows = rows.filter(committee_id=wanted.committee)
    if wanted.room:
        rows = rows.filter(room=wanted.room)
    # Names stay encrypted: only what makes the role is read.
    invited = Attendance.objects.select_related("party").only(*_PARTY)
    return list(rows.prefetch_related(Prefetch("attendances", invited)))


def recordable(actor: Actor, sessions: Iterable[MediationSession], now: datetime) -> frozenset[int]:
    """Return the keys of planned sessions that have begun and that the actor may record; one query."""
    begun = {
        row.pk: row.channel.dispute_id
        for row in sessions
        if row.state == MediationSession.State.PLANNED and row.starts_at <= now + timedelta(minutes=30)
    }
    if not begun:
        return frozenset()
    rows = visible_to(Dispute, actor, "mediate").filter(pk__in=set(begun.values()), matter__state="mediating")
    mine = set(rows.values_list("pk", flat=True))
    return frozenset(pk for pk, dispute in begun.items() if dispute in mine)
