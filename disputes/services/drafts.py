"""The agreement as the sheet that is signed, before it is in effect. Nothing of it is kept."""

from __future__ import annotations

from django.db import transaction

from disputes.machine.agreement_papers import agreement_to_sign
from disputes.machine.standing import agreement_of
from disputes.services.casefile import CaseFile, note_taken, readable_dispute
from pingan.access.rules import Actor
from pingan.common.errors import NotFound

#: Until the last signature is recorded; then the numbered paper stands in the file.
DRAWN_UP = "agreed"


@transaction.atomic
def read_agreement_draft(*, actor: Actor, dispute_id: int) -> CaseFile:
    """Print the agreement that waits for its signatures, after writing who read the names of the parties.

    Raises:
        NotFound, Forbidden: as ``readable_dispute``.
        NotFound: no agreement waits for signatures.

    """
    dispute = readable_dispute(actor, dispute_id)
    agreed = agreement_of(dispute)
    if agreed is None or dispute.matter.state != DRAWN_UP:
        raise NotFound()
    note_taken(actor, dispute, "打印协议书供签字", "agreement_draft")
    return CaseFile(f"协议书（供签字）-{dispute.matter.number}.pdf", agreement_to_sign(dispute, agreed))
