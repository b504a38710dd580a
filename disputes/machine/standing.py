"""An agreement in effect while the dispute is elsewhere: what nobody set aside is still owed (人民调解法 §31).

A referral that ends without a decision leads back to it, with its terms; what another organ decided, or the parties
agreed instead, takes its place. What a court has confirmed is enforced and not decided again (民诉法 §205 ff.).
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine.agreements import OPEN_CLAUSES, agreement_of
from disputes.models import Agreement, Channel, Dispute
from disputes.queries.terms import start
from disputes.rules.channels import decides_anew
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move
from pingan.matters.models import Clock


def agreement_owed(dispute: Dispute) -> Agreement | None:
    """Return the agreement in effect of which something is still open; None: nothing is owed."""
    found = agreement_of(dispute)
    if found is None or found.effective_at is None:
        return None
    return found if found.clauses.filter(state__in=OPEN_CLAUSES).exists() else None


def demand_undecided(move: Move, kind: str) -> None:
    """Refuse to send what a court has confirmed to somebody who would decide it anew.

    Raises:
        Invalid: at ``kind``.

    """
    found = agreement_of(move.detail)
    ruling = getattr(found, "confirmation", None)
    if ruling is not None and ruling.result == "confirmed" and decides_anew(kind):
        raise Invalid({
            "kind": _("A court has confirmed the agreement: who does not keep it is brought before it for enforcement.")
        })  # fmt: skip


def back_to(move: Move, agreement: Agreement) -> None:
    """Let the dispute go on where its agreement stands, in the hands of the committee that brought it about."""
    move.to = "performing"
    move.matter.organ_id = agreement.channel.committee_id


def resumed_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: those that the referral gave up run on from their own start; a joint application only while in time."""
    agreement = agreement_owed(move.detail)
    ruling = getattr(agreement, "confirmation", None)
    if ruling is not None:
        return [] if ruling.result else _resumed(move, "confirm_decide")
    return _resumed(move, "confirm_apply", is_optional=True)


def _resumed(move: Move, stage: str, *, is_optional: bool = False) -> list[ClockOperation]:
    """``is_optional``: once its day has passed there is nothing left to wait for."""
    last = Clock.objects.filter(matter=move.matter, stage=stage).order_by("pk").last()
    if last is None or last.stopped_at is None or (is_optional and last.due_at <= move.now):
        return []
    return start(move.detail, stage, at=last.started_at)


def replace(move: Move, channel: Channel) -> None:
    """Let what came of a channel take the place of the agreement, if one is owed: nobody watches it any more."""
    agreement = agreement_owed(move.detail)
    if agreement is None:
        return
    agreement.withdrawn_at = move.now
    agreement.replaced_by = channel
    agreement.save(update_fields=["withdrawn_at", "replaced_by"])
    move.public["replaced"] = f"{timezone.localdate(agreement.effective_at):%Y-%m-%d}"
