"""Guards and effects of a mediation: opening, sessions, more time, joint units, failing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from disputes.machine import inputs, papers
from disputes.machine.common import (
    end_channel,
    open_channel,
    refresh_level,
    stop_channel_terms,
    the_open_channel,
)
from disputes.models import (
    Attendance,
    Channel,
    Dispute,
    DisputeUnit,
    MediationSession,
    Mediator,
    SessionMediator,
)
from disputes.models.choices import RestrictionKind
from disputes.queries.mediators import suggested_mediators
from disputes.queries.terms import start
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, ExtendClock, Move
from pingan.matters.models import MatterFile
from pingan.matters.services import attach_files

_BOOKED = {
    "mediator_booked_once": ("starts_at", _("A mediator is booked for another session at that time.")),
    "room_booked_once": ("room", _("The room is taken at that time.")),
}


def mediate_offered(actor: Actor, dispute: Any) -> Any:
    """Invariant 8: not while a party's refusal stands; and nobody mediates with fewer than two sides."""
    parties = list(dispute.parties.all())
    live = [party for party in parties if party.left_at is None]
    if any(party.refused_at is not None for party in live):
        return _(
            "A party has clearly refused mediation. Record its consent first, or refer to another channel."
        )
    if len({party.side for party in live if party.represents_id is None}) < 2:
        return _("Add the parties of both sides first.")
    return None


def _mediator(dispute: Dispute, pk: int) -> Mediator:
    for found in suggested_mediators(dispute):
        if found.mediator.pk == pk:
            if found.conflict:
                raise Invalid(
                    {"mediator": _("This mediator bears the name of a party: a conflict of interest.")}
                )
            return found.mediator
    raise Invalid({"mediator": _("Choose a mediator of this area.")})


def mediate_guard(move: Move) -> None:
    """Guard: an active mediator of this area without a conflict of interest, of a committee that can number papers."""
    mediator = _mediator(move.detail, move.data.mediator)
    if not mediator.committee.organ.document_code:
        raise Invalid(
            {"mediator": _("This committee has no document code yet; the desk enters it with its data.")}
        )


def mediate_effect(move: Move) -> None:
    """Effect: the channel, the case number of committee and year, intake form and notice of rights and duties."""
    data: inputs.Mediate = move.data
    dispute: Dispute = move.detail
    mediator = _mediator(dispute, data.mediator)
    channel = Channel.objects.create(
        dispute=dispute,
        kind=data.kind,
        committee=mediator.committee,
        mediator=mediator,
        is_at_request=data.basis == "request",
        opened_at=move.now,
        opened_by_id=move.actor.user_id,
    )
    move.matter.organ_id = mediator.committee_id
    if data.is_chosen:
        dispute.parties.filter(left_at=None).update(chose_mediator=True)
    _let_read(move, mediator)
    papers.open_file(move, channel)
    move.note = data.note
    move.public.update(channel=data.kind, committee=str(mediator.committee.organ), mediator=mediator.name)


def _let_read(move: Move, mediator: Mediator) -> None:
    """Name the mediator of a restricted matter as a reader: who mediates must see."""
    if not move.matter.is_restricted or mediator.user_id is None:
        return
    named = {"user_id": mediator.user_id, "ended_at": None}
    if not move.detail.readers.filter(**named).exists():
        move.detail.readers.create(
            **named, reason=_("mediates it"), named_by_id=move.actor.user_id, named_at=move.now
        )


def mediate_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the term of this kind of mediation starts."""
    return start(move.detail, move.data.kind)


def change_mediator_guard(move: Move) -> None:
    """Guard: another mediator of this area, without a conflict of interest."""
    if the_open_channel(move.detail).mediator_id == move.data.mediator:
        raise Invalid({"mediator": _("This mediator has it in hand already.")})
    mediate_guard(move)


def change_mediator_effect(move: Move) -> None:
    """Effect: another mediator leads; planned sessions keep their bookings until they are adjourned."""
    mediator = _mediator(move.detail, move.data.mediator)
    channel = the_open_channel(move.detail)
    channel.mediator, channel.committee = mediator, mediator.committee
    channel.save(update_fields=["mediator", "committee"])
    move.matter.organ_id = mediator.committee_id
    _let_read(move, mediator)
    move.note = move.data.note
    move.public["mediator"] = mediator.name


def plan_guard(move: Move) -> None:
    """Guard: in the future, in a room or place; with domestic violence never together (domain.md §4.8)."""
    data: inputs.PlanSession = move.data
    problems: dict[str, str] = {}
    if data.starts_at < move.now:
        problems["starts_at"] = _("This lies in the past.")
    if not data.room and not data.place_text:
        problems["room"] = _("Give a room or a place.")
    invited = _invited(move)
    if not invited:
        problems["parties"] = _("Choose parties of this dispute.")
    sides = {party.side for party in invited}
    if move.detail.restriction == RestrictionKind.DOMESTIC_VIOLENCE and (data.is_joint or len(sides) > 1):
        problems["parties"] = _("With domestic violence there is no joint session: invite one side alone.")
    if problems:
        raise Invalid(problems)


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
        room=data.room.strip(),
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


def _session(move: Move) -> MediationSession:
    rows = MediationSession.objects.filter(channel__dispute=move.detail, state="planned")
    found = rows.filter(pk=move.data.session).first()
    if found is None:
        raise Invalid({"session": _("Choose a planned session.")})
    return found


def hold_guard(move: Move) -> None:
    """Guard: a planned session that has begun; with domestic violence only one side was there."""
    session = _session(move)
    if session.starts_at > move.now + timedelta(minutes=30):
        raise Invalid({"session": _("This session has not begun yet.")})
    sides = set(move.detail.parties.filter(pk__in=move.data.present).values_list("side", flat=True))
    if move.detail.restriction == RestrictionKind.DOMESTIC_VIOLENCE and len(sides) > 1:
        raise Invalid({"present": _("With domestic violence there is no joint session.")})


def hold_effect(move: Move) -> None:
    """Effect: who came, the record, its paper for the file."""
    data: inputs.HoldSession = move.data
    session = _session(move)
    session.state = MediationSession.State.HELD
    session.record = data.record
    session.save(update_fields=["state", "record"])
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


def adjourn_guard(move: Move) -> None:
    """Guard: a planned session, a moment in the future."""
    _session(move)
    if move.data.starts_at < move.now:
        raise Invalid({"starts_at": _("This lies in the past.")})


def adjourn_effect(move: Move) -> None:
    """Effect: the session is adjourned, a new one is booked with the same people."""
    session = _session(move)
    length = session.ends_at - session.starts_at
    mediators = list(session.mediators.values_list("mediator_id", flat=True))
    invited = list(session.attendances.values_list("party_id", flat=True))
    _end_session(session, MediationSession.State.ADJOURNED, move.data.note)
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


def _end_session(session: MediationSession, state: str, reason: str) -> None:
    session.state = state
    session.reason = reason[:200]
    session.save(update_fields=["state", "reason"])
    session.mediators.update(is_live=False)


def cancel_guard(move: Move) -> None:
    """Guard: a planned session."""
    _session(move)


def cancel_effect(move: Move) -> None:
    """Effect: the session will not be; mediators and room are free again."""
    session = _session(move)
    _end_session(session, MediationSession.State.CANCELLED, move.data.note)
    move.public["session"] = session.pk
    move.note = move.data.note


def extend_guard(move: Move) -> None:
    """Guard: only if all parties agree (domain.md §4.3)."""
    principals = set(move.detail.parties.filter(left_at=None, represents=None).values_list("pk", flat=True))
    if not principals <= set(move.data.agreed_by):
        raise Invalid({"agreed_by": _("The term is extended only if all parties agree.")})


def extend_effect(move: Move) -> None:
    """Effect: nothing but the reason; the clock keeps who allowed it."""
    move.public["amount"] = move.data.amount
    move.note = move.data.note


def extend_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the mediation's term is extended by the parties' agreement."""
    channel = the_open_channel(move.detail)
    return [ExtendClock(channel.kind, move.data.amount, move.actor.person, move.data.note)]


def join_units_guard(move: Move) -> None:
    """Guard: units of this area that do not take part yet; one lead among them at most."""
    data: inputs.JoinUnits = move.data
    allowed = set(units_for(move.matter.region_code).values_list("pk", flat=True))
    present = set(move.detail.units.filter(ended_at=None).values_list("organ_id", flat=True))
    if not set(data.organs) <= allowed:
        raise Invalid({"organs": _("Choose units of this area.")})
    if set(data.organs) & present:
        raise Invalid({"organs": _("One of these units takes part already.")})
    if data.lead is not None and data.lead not in data.organs:
        raise Invalid({"lead": _("The lead unit is one of the units chosen.")})
    if data.lead is not None and move.detail.units.filter(ended_at=None, part="lead").exists():
        raise Invalid({"lead": _("There is a lead unit already.")})


def join_units_effect(move: Move) -> None:
    """Effect: units that mediate jointly, with what they are needed for."""
    data: inputs.JoinUnits = move.data
    DisputeUnit.objects.bulk_create(
        DisputeUnit(
            dispute=move.detail,
            organ_id=organ_id,
            part="lead" if organ_id == data.lead else "co_handler",
            asked_for=data.note[:200],
            joined_at=move.now,
        )
        for organ_id in data.organs
    )
    move.public["units"] = len(data.organs)
    move.note = data.note


def end_unit_guard(move: Move) -> None:
    """Guard: a unit that takes part."""
    if not move.detail.units.filter(pk=move.data.unit, ended_at=None).exists():
        raise Invalid({"unit": _("Choose a unit that takes part.")})


def end_unit_effect(move: Move) -> None:
    """Effect: the unit's part, and with it its sight, ends."""
    move.detail.units.filter(pk=move.data.unit).update(ended_at=move.now)
    move.note = move.data.note


def assist_effect(move: Move) -> None:
    """Effect: what the unit contributed, for everybody who mediates."""
    unit = move.detail.units.get(organ_id=move.actor.organ_id, ended_at=None)
    unit.contribution = move.data.note
    unit.save(update_fields=["contribution"])
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    move.public["unit"] = str(unit.organ)
    move.note = move.data.note


def fail_effect(move: Move) -> None:
    """Effect: the mediation ends without agreement; the parties are told their rights (人民调解法 §26)."""
    end_channel(move, "failed")
    move.detail.failed_mediations += 1
    refresh_level(move)
    papers.tell_rights(move, reason=move.data.note)
    move.note = move.data.note


def fail_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the mediation's ends without a verdict."""
    return stop_channel_terms(move)


def channel_of(dispute: Dispute) -> Channel | None:
    """Return the open channel, for pages."""
    return open_channel(dispute)
