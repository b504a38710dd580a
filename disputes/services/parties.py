"""Reading a party's particulars in clear: with a reason, and written down."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from disputes.models import Dispute, DisputeParty
from disputes.queries.disputes import redactor
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.text import in_plain_text
from pingan.matters.services.performing import lock


@dataclass(frozen=True)
class Particulars:
    """A party in clear."""

    label: str
    name: str
    phone: str
    identity_number: str


@transaction.atomic
def reveal_party(*, actor: Actor, dispute_id: int, party_id: int, reason: str) -> Particulars:
    """Return one party's particulars in clear, after writing who read them and why.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Invalid: no reason.

    """
    dispute: Dispute = lock(actor, "dispute", dispute_id)
    party = DisputeParty.objects.filter(pk=party_id, dispute=dispute).first()
    if party is None:
        raise NotFound()
    if not allows(actor, "reveal", dispute):
        raise Forbidden()
    # The security log cannot be changed: whoever is named in a reason would stand there for good.
    reason = redactor(dispute.pk)(in_plain_text(reason))
    if len(reason.strip()) < 2:
        raise Invalid({"reason": _("Say why you need the particulars.")})
    log(
        actor=actor,
        action="personal_data.reveal",
        object_type="dispute",
        object_id=dispute.pk,
        reason=reason,
        data={
            "number": dispute.matter.number,
            "party": party.label,
            "fields": ["name", "phone", "identity_number"],
        },
    )
    return Particulars(party.label, party.name, party.phone or "", party.identity_number or "")
