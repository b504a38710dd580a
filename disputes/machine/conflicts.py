"""A conflict of interest that becomes known while somebody mediates: said at once, and no further step until it is mended.

Of interests only names are known here. Whoever sees the timeline learns that there is a conflict, not of what kind: that
a party bears a mediator's name would tell the party's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from disputes.machine.sentences import CONFLICT
from disputes.models import Dispute, DisputeParty, MediationSession, Mediator
from disputes.queries.mediators import bears_a_name, names_of_parties
from disputes.queries.recipients import desk_of
from disputes.rules.identity import plain_name
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move, Notification


def note_conflict(move: Move, party: DisputeParty) -> None:
    """Say in the entry that a party, as it is named now, bears the name of one who mediates or is booked to."""
    leading = Mediator.objects.filter(channels__dispute=move.detail, channels__state="open")
    booked = Mediator.objects.filter(
        bookings__session__channel__dispute=move.detail,
        bookings__session__state=MediationSession.State.PLANNED,
    )
    names = names_of_parties([party])
    if any(bears_a_name(mediator, names) for mediator in (*leading, *booked)):
        move.public["conflict"] = "mediator"


def tell_conflict(move: Move) -> Iterable[Notification]:
    """Tell the desk of a conflict that this act made known."""
    people = tuple(person for person in desk_of(move.detail) if person != move.actor.user_id)
    if "conflict" in move.public and people:
        yield Notification(people, CONFLICT)


def impartial_offered(actor: Actor, dispute: Any) -> Any:
    """Not while the one who leads bears the name of a party; changing the mediator mends it."""
    # One query: each page asks for every action that is offered.
    leads = dispute.channels.filter(state="open").values("mediator__name")[:1]
    parties = list(dispute.parties.annotate(led_by=Subquery(leads)))
    if not any(party.led_by and plain_name(party.led_by) in names_of_parties([party]) for party in parties):
        return None
    return _("The mediator bears the name of a party, a conflict of interest: change the mediator first.")


def demand_impartial(dispute: Dispute, mediators: Iterable[Mediator], field: str) -> None:
    """Refuse mediators besides the leading one who bear the name of a party.

    Raises:
        Invalid: one of them does, at ``field``.

    """
    names = names_of_parties(dispute.parties.all())
    if any(bears_a_name(mediator, names) for mediator in mediators):
        raise Invalid(
            {field: _("A mediator of this session bears the name of a party: plan it with another one.")}
        )
