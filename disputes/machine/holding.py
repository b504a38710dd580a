"""Guards and effects of a session that was held: from its beginning on it is recorded, and with that it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs, papers
from disputes.machine.conflicts import demand_impartial, impartial_offered
from disputes.machine.moments import TOLERANCE
from disputes.machine.sessions import planned_session
from disputes.models import Attendance, MediationSession, Mediator, SessionMediator
from disputes.models.choices import RestrictionKind
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from pingan.matters.models import MatterFile
from pingan.matters.services import attach_files


def held_offered(actor: Actor, dispute: Any) -> Any:
    """Only where a planned session has begun, and led by somebody without a conflict of interest."""
    return _begun(dispute) or impartial_offered(actor, dispute)


def _begun(dispute: Any) -> Any:
    rows = MediationSession.objects.filter(channel__dispute=dispute, state=MediationSession.State.PLANNED)
    if not rows.exists():
        return _("No session is planned.")
    has_begun = rows.filter(starts_at__lte=timezone.now() + TOLERANCE).exists()
    return None if has_begun else _("This session has not begun yet.")


def hold_guard(move: Move) -> None:
    """Guard: a planned session that has begun; with domestic violence only one side was there."""
    session = planned_session(move)
    if session.starts_at > move.now + TOLERANCE:
        raise Invalid({"session": _("This session has not begun yet.")})
    demand_impartial(move.detail, Mediator.objects.filter(bookings__session=session), "session")
    sides = set(move.detail.parties.filter(pk__in=move.data.present).values_list("side", flat=True))
    if not sides:
        raise Invalid({"present": _("Tick who came. If nobody came, adjourn or cancel the session.")})
    if move.detail.restriction == RestrictionKind.DOMESTIC_VIOLENCE and len(sides) > 1:
        raise Invalid({"present": _("With domestic violence there is no joint session.")})


def hold_effect(move: Move) -> None:
    """Effect: who came, the record, its paper for the file."""
    data: inputs.HoldSession = move.data
    session = planned_session(move)
    session.state = MediationSession.State.HELD
    session.record = data.record
    # Once recorded it is over: it began before, and whoever was booked for longer is free from now on.
    session.starts_at = min(session.starts_at, _began_at(session, move.now))
    session.ends_at = max(min(session.ends_at, move.now), session.starts_at + timedelta(microseconds=1))
    try:
        with transaction.atomic():
            session.save(update_fields=["state", "record", "starts_at", "ends_at"])
            session.mediators.update(starts_at=session.starts_at, ends_at=session.ends_at)
    except IntegrityError as error:
        raise Invalid({"session": _(
            "Somebody who mediates here is booked for another session at this time, perhaps of another dispute: "
            "it is to be recorded or called off first."
        )}) from error  # fmt: skip
    session.attendances.update(has_attended=False)
    for party in move.detail.parties.filter(pk__in=data.present):
        Attendance.objects.update_or_create(
            session=session,
            party=party,
            defaults={"has_attended": True},
            create_defaults={"has_attended": True, "invited_at": move.now},
        )
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.HANDLING)
    papers.record(move, session)
    move.public.update(session=session.pk, attended=len(data.present))
    move.note = data.record[:2000]


def _began_at(session: MediationSession, now: datetime) -> datetime:
    """Return when a session that is recorded before its hour began at the latest: not while its mediators sat in another.

    That one may have been recorded seconds ago, and of another dispute.
    """
    people = session.mediators.values("mediator")
    rows = SessionMediator.objects.filter(mediator__in=people, is_live=True, ends_at__lte=now)
    last = rows.exclude(session=session).order_by("ends_at").last()
    minute_ago = now - timedelta(minutes=1)
    return minute_ago if last is None else max(minute_ago, last.ends_at)
