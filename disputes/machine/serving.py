"""Guards and effects of service (送达): a paper reached one of those whom it is for.

The timeline keeps it, as it keeps every fact that no later step changes. Receipts of ``pingan.documents`` are those of
units; a party is none.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs
from disputes.machine.common import told
from disputes.machine.inputs.serving import SERVED, recipients
from disputes.machine.moments import demand_happened
from disputes.models import DisputePaper
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move


def serve_offered(actor: Actor, dispute: Any) -> Any:
    """Only where there is a paper that is served on somebody."""
    is_there = dispute.papers.filter(kind__in=SERVED).exists()
    return None if is_there else _("No paper of this dispute is to be served.")


def _chosen(move: Move) -> tuple[DisputePaper, str]:
    found = recipients(move.detail).get(move.data.service)
    if found is None:
        raise Invalid({"service": _("Choose a paper whose service is not recorded yet.")})
    return found


def serve_guard(move: Move) -> None:
    """Guard: a paper that this recipient has not got yet, not before it was made; by hand, somebody signed."""
    data: inputs.ServePaper = move.data
    paper, _label = _chosen(move)
    made = timezone.localdate(paper.made_at)
    demand_happened(move, "served_at", made, _("This lies before the paper was made."))
    if data.method == "in_person" and not data.received_by.strip():
        raise Invalid({"received_by": _("Enter who signed for it.")})


def serve_effect(move: Move) -> None:
    """Effect: who got which paper, how and when; the name of who signed stands with the note."""
    data: inputs.ServePaper = move.data
    paper, label = _chosen(move)
    at = min(data.served_at or move.now, move.now)
    move.public.update(
        service=data.service, papers=[paper.document.number], party=label, method=data.method,
        served_at=at.isoformat(),
    )  # fmt: skip
    move.note = told(data.note, received_by=data.received_by.strip())
