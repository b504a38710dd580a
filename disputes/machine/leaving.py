"""A party that leaves, with whoever represents it and with its place at sessions that are still to come."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from disputes.machine.common import end_session
from disputes.machine.parties import the_party
from disputes.models import Attendance, DisputeParty, MediationSession
from disputes.models.choices import Side
from pingan.common.errors import Invalid
from pingan.matters.machine import Move


def leave_guard(move: Move) -> None:
    """Guard: a party of this dispute, and somebody who acts for itself is left on its side."""
    party = the_party(move)
    if party.represents_id is not None or party.side == Side.THIRD:
        return
    others = move.detail.parties.filter(left_at=None, represents=None, side=party.side)
    if not others.exclude(pk=party.pk).exists():
        raise Invalid({"party": _("Nobody would be left on this side: add the right party first.")})


def leave_effect(move: Move) -> None:
    """Effect: no longer a party, nor is who represents it; what was recorded of it stays until retention ends."""
    party = the_party(move)
    leaving = move.detail.parties.filter(Q(pk=party.pk) | Q(represents=party), left_at=None)
    gone = list(leaving)
    leaving.update(left_at=move.now)
    move.public["party"] = party.label
    with_it = [row.label for row in gone if row.pk != party.pk]
    if with_it:
        move.public["representatives"] = with_it
    _uninvite(move, gone)
    move.note = move.data.note


def _uninvite(move: Move, gone: list[DisputeParty]) -> None:
    """Take the parties off the lists of sessions that are planned; one to which nobody is invited is called off."""
    planned = MediationSession.objects.filter(
        channel__dispute=move.detail, state=MediationSession.State.PLANNED
    )
    for session in planned.filter(attendances__party__in=gone).distinct():
        Attendance.objects.filter(session=session, party__in=gone).delete()
        if not session.attendances.exists():
            end_session(
                move, session, MediationSession.State.CANCELLED, _("who was invited is no longer a party")
            )
