"""Applications for mediation that the public sent: the desk takes one, and it becomes a dispute with sealed parties."""

from __future__ import annotations

from django.db import transaction

from disputes.models import Dispute
from disputes.models.choices import DisputeSource, Side
from disputes.services.disputes import NewDispute, NewParty, register_dispute
from grids.services.submission_desk import mark_taken, waiting
from pingan.access.rules import Actor

KIND = "mediation"


@transaction.atomic
def take_application(*, actor: Actor, pk: int, type_code: str, other_kind: str) -> Dispute:
    """Register a dispute from an application, as of the moment it was sent; both sides are its parties.

    Raises:
        NotFound, Forbidden, IllegalAction: outside the scope, not this post's business, or decided already.
        Invalid: what is wrong, at each field.

    """
    row = waiting(actor, pk, KIND)
    by_point = row.grid_id is not None
    dispute = register_dispute(
        actor=actor,
        data=NewDispute(
            type=type_code,
            description=row.text,
            parties=(
                NewParty(Side.APPLICANT, row.reporter_name or "", phone=row.reporter_phone or ""),
                NewParty(Side.RESPONDENT, row.other_party or "", kind=other_kind),
            ),
            source=DisputeSource.APPLICATION,
            longitude=row.longitude if by_point else None,
            latitude=row.latitude if by_point else None,
            region="" if by_point else row.region_code,
            place_text=row.place_text or "",
            sent_at=row.sent_at,
        ),
    )
    mark_taken(row, actor, dispute.pk)
    return dispute
