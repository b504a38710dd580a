"""Guards and effects of sessions: planning, adjourning, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.machine import inputs, papers
from disputes.machine.common import end_session, the_open_channel
from disputes.machine.conflicts import demand_impartial, impartial_offered
from disputes.machine.inputs.choices import rooms
from disputes.models import Attendance, Channel, MediationSession, Mediator, SessionMediator
from disputes.models.choices import RestrictionKind
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move, Notification

_FURTHEST = timedelta(days=366)
_BOOKED = {
    "mediator_booked_once": ("starts_at", gettext_lazy("A mediator is booked for another session at that time.")),
    "room_booked_once": ("room", gettext_lazy("The room is taken at that time.")),
}  # fmt: skip


def plan_guard(move: Move) -> None:
    """Guard: in a room or place; with domestic violence never together (domain.md §4.8).

    One that was held already is entered afterwards, from the day on which the mediation was opened on: nobody is invited.
    """
    data: inputs.PlanSession = move.data
    problems: dict[str, str] = _held_problem(move) if is_over(move) else _starts_problem(move)
    if not data.room and not data.place_text:
        problems["room"] = _("Give a room or a place.")
    elif data.room and data.room not in dict(rooms(move.actor, move.detail)):
        problems["room"] = _("The committee has no such room: choose one of its own, or give the place.")
    invited = _invited(move)
    if not invited and not is_over(move):
        problems["parties"] = _("Choose parties of this dispute.")
    sides = {party.side for party in invited}
    if move.detail.restriction == RestrictionKind.DOMESTIC_VIOLENCE and (data.is_joint or len(sides) > 1):
        problems["parties"] = _("With domestic violence there is no joint session: invite one side alone.")
    if problems:
        raise Invalid(problems)
    demand_impartial(move.detail, Mediator.objects.filter(pk__in=data.mediators), "mediators")


def is_over(move: Move) -> bool:
    """Say whether the session is entered after it was held."""
    return bool(move.data.starts_at < move.now)


def _held_problem(move: Move) -> dict[str, str]:
    opened_on = timezone.localdate(the_open_channel(move.detail).opened_at)
    if timezone.localdate(move.data.starts_at) < opened_on:
        return {"starts_at": _("This lies before the mediation was opened.")}
    return {}


def tell_ahead(rule: Callable[[Move], Iterable[Notification]]) -> Callable[[Move], Iterable[Notification]]:
    """Return a rule that tells of a session only while it lies ahead."""
    return lambda move: () if is_over(move) else rule(move)


def _starts_problem(move: Move) -> dict[str, str]:
    """A session lies ahead, and not beyond what anybody plans: a year of another century is a slip of the hand."""
    if move.data.starts_at < move.now:
        return {"starts_at": _("This lies in the past.")}
    if move.data.starts_at > move.now + _FURTHEST:
        return {"starts_at": _("This lies more than a year ahead.")}
    return {}


def _invited(move: Move) -> list[Any]:
    rows = move.detail.parties.filter(left_at=None)
    wanted = move.data.parties
    if wanted:
        return list(rows.filter(pk__in=wanted))
    return list(rows) if move.detail.restriction != RestrictionKind.DOMESTIC_VIOLENCE else []


def plan_effect(move: Move) -> None:
    """Effect: the session, its bookings and invitations, and the written invitation for the file."""
    data: inputs.PlanSession = move.data
    channel = the_open_channel(move.detail)
    ends_at = data.starts_at + timedelta(minutes=data.minutes)
    mediators = list(dict.fromkeys([channel.mediator_id, *data.mediators]))
    session = _booked(
        lambda: _book(move, channel, [pk for pk in mediators if pk is not None], data.starts_at, ends_at)
    )
    if not is_over(move):
        Attendance.objects.bulk_create(
            Attendance(session=session, party=party, invited_at=move.now) for party in _invited(move)
        )
        papers.invitation(move, session)
    move.public.update(session=session.pk, starts_at=data.starts_at.isoformat(), is_joint=session.is_joint)


def _book(
    move: Move, channel: Channel, mediators: Iterable[int], starts_at: datetime, ends_at: datetime
) -> MediationSession:
    data: inputs.PlanSession = move.data
    session = MediationSession.objects.create(
        channel=channel,
        committee_id=channel.committee_id,
        starts_at=starts_at,
        ends_at=ends_at,
        room=data.room,
        place_text=data.place_text,
        is_joint=data.is_joint,
        planned_by_id=move.actor.user_id,
    )
    SessionMediator.objects.bulk_create(
        SessionMediator(session=session, mediator_id=pk, starts_at=starts_at, ends_at=ends_at)
        for pk in mediators
    )
    return session


def _booked(book: Any) -> Any:
    """Book, and say at its field what the database refused: two desks may book at the same moment."""
    try:
        with transaction.atomic():
            return book()
    except IntegrityError as error:
        for constraint, (field, sentence) in _BOOKED.items():
            if constraint in str(error):
                raise Invalid({field: str(sentence)}) from error
        raise


def planned_session(move: Move) -> MediationSession:
    """Return the planned session that was chosen; refused at its field where there is none."""
    rows = MediationSession.objects.filter(channel__dispute=move.detail, state="planned")
    found = rows.filter(pk=move.data.session).first()
    if found is None:
        raise Invalid({"session": _("Choose a planned session.")})
    return found


def planned_offered(actor: Actor, dispute: Any) -> Any:
    """Only where a session is planned."""
    rows = MediationSession.objects.filter(channel__dispute=dispute, state=MediationSession.State.PLANNED)
    return None if rows.exists() else _("No session is planned.")


def moved_offered(actor: Actor, dispute: Any) -> Any:
    """Only where a session is planned, and led by somebody without a conflict of interest."""
    return planned_offered(actor, dispute) or impartial_offered(actor, dispute)


def adjourn_guard(move: Move) -> None:
    """Guard: a planned session, a moment in the future, nobody with a conflict of interest booked for it."""
    session = planned_session(move)
    demand_impartial(move.detail, Mediator.objects.filter(bookings__session=session), "session")
    if problems := _starts_problem(move):
        raise Invalid(problems)


def adjourn_effect(move: Move) -> None:
    """Effect: the session is adjourned, a new one is booked with the same people."""
    session = planned_session(move)
    length = session.ends_at - session.starts_at
    mediators = list(session.mediators.values_list("mediator_id", flat=True))
    invited = list(session.attendances.values_list("party_id", flat=True))
    end_session(move, session, MediationSession.State.ADJOURNED, move.data.note)
    starts_at = move.data.starts_at

    def book() -> MediationSession:
        new = MediationSession.objects.create(
            channel_id=session.channel_id,
            committee_id=session.committee_id,
            starts_at=starts_at,
            ends_at=starts_at + length,
            room=session.room,
            place_text=session.place_text,
            is_joint=session.is_joint,
            planned_by_id=move.actor.user_id,
        )
        SessionMediator.objects.bulk_create(
            SessionMediator(session=new, mediator_id=pk, starts_at=starts_at, ends_at=new.ends_at)
            for pk in mediators
        )
        return new

    new = _booked(book)
    Attendance.objects.bulk_create(
        Attendance(session=new, party_id=pk, invited_at=move.now) for pk in invited
    )
    move.public.update(session=session.pk, next=new.pk, starts_at=starts_at.isoformat())
    move.note = move.data.note


def cancel_guard(move: Move) -> None:
    """Guard: a planned session."""
    planned_session(move)


def cancel_effect(move: Move) -> None:
    """Effect: the session will not be; mediators and room are free again."""
    session = planned_session(move)
    end_session(move, session, MediationSession.State.CANCELLED, move.data.note)
    move.public["session"] = session.pk
    move.note = move.data.note
