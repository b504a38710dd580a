"""What happens to the one who mediated when another takes the mediation over: reading and bookings end with it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from disputes.machine.common import end_session
from disputes.models import Channel, MediationSession, Mediator, SessionMediator
from pingan.matters.machine import Move
from pingan.matters.services.notices import close_notices


def hand_over(move: Move, channel: Channel, former: Mediator, mediator: Mediator) -> None:
    """Give what is planned to the one who leads now; what the former one was at stays told, and opens nothing to him.

    A session that has begun keeps who sat there; recording it is for whoever leads now. One that lies ahead goes over to
    the new one if he is free then, and is called off if not.
    """
    bookings = SessionMediator.objects.filter(session__channel=channel, mediator=former)
    planned = bookings.filter(session__state=MediationSession.State.PLANNED, session__starts_at__gt=move.now)
    for booking in planned.select_related("session"):
        if _takes_over(booking, mediator):
            booking.delete()
        else:
            reason = _("the mediator changed, and the new one is booked at that time")
            end_session(move, booking.session, MediationSession.State.CANCELLED, reason)
    bookings.update(replaced_at=move.now)
    if move.matter.is_restricted:
        _no_longer_reads(move, former)


def _takes_over(booking: SessionMediator, mediator: Mediator) -> bool:
    if booking.session.mediators.filter(mediator=mediator).exists():
        return True
    try:
        with transaction.atomic():
            SessionMediator.objects.create(
                session_id=booking.session_id,
                mediator=mediator,
                starts_at=booking.starts_at,
                ends_at=booking.ends_at,
            )
    except IntegrityError as error:
        if "mediator_booked_once" in str(error):
            return False
        raise
    return True


def _no_longer_reads(move: Move, former: Mediator) -> None:
    """End the reading of somebody who was named because he mediates; who was named besides stays so."""
    readers = move.detail.readers
    readers.filter(user=former.user_id, mediates=True, ended_at=None).update(ended_at=move.now)
    close_notices(move.matter, keep=readers.filter(ended_at=None).values_list("user_id", flat=True))
