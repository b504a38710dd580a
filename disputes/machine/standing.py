"""An agreement in effect while the dispute is elsewhere: what nobody set aside is still owed (人民调解法 §31).

A referral that ends without a decision, and a renewed mediation that comes to nothing, lead back to it, with its terms;
what another organ decided, or the parties agreed instead, takes its place. What a court has confirmed is enforced and
not decided again (民诉法 §205 ff.).

Two agreements can stand at once: the one in effect, and beside it the draft of a renewed mediation. ``agreement_of``
returns the newest, so the draft; ``agreement_in_effect`` the one that holds.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import Agreement, AgreementClause, Channel, Dispute, DisputeParty
from disputes.queries.terms import start
from disputes.rules.channels import decides_anew
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move
from pingan.matters.models import Clock

OPEN_CLAUSES = AgreementClause.OPEN


def unsettled(agreement: Agreement) -> QuerySet[AgreementClause]:
    """Return the clauses that keep an agreement open; a standing duty that is kept has no end to wait for."""
    standing = AgreementClause.Term.STANDING
    return agreement.clauses.filter(state__in=OPEN_CLAUSES).exclude(term=standing, state="pending")


def _standing(dispute: Dispute) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(channel__dispute=dispute, withdrawn_at=None)
    return rows.select_related("channel__mediator__committee__organ").order_by("pk")


def agreement_of(dispute: Dispute) -> Agreement | None:
    """Return the newest agreement that stands, be it in effect or a draft; None: there is none."""
    return _standing(dispute).last()


def the_agreement(dispute: Dispute) -> Agreement:
    """Return the agreement that is being drawn up or has just been; of a state that cannot be without one."""
    agreement = agreement_of(dispute)
    if agreement is None:
        raise AssertionError(f"dispute {dispute.pk} in state {dispute.matter.state} without an agreement")
    return agreement


def agreement_in_effect(dispute: Dispute) -> Agreement | None:
    """Return the agreement that holds, whatever is being drawn up beside it; None: there is none."""
    return _standing(dispute).filter(effective_at__isnull=False).last()


def the_agreement_in_effect(dispute: Dispute) -> Agreement:
    """Return the agreement in effect of a state that cannot be without one."""
    agreement = agreement_in_effect(dispute)
    if agreement is None:
        raise AssertionError(f"dispute {dispute.pk} in state {dispute.matter.state} without an agreement")
    return agreement


def agreement_owed(dispute: Dispute) -> Agreement | None:
    """Return the agreement in effect that is not performed yet; None: nothing is owed.

    Of one that holds standing duties alone, nothing was recorded yet: with the first record the dispute was resolved.
    """
    found = agreement_in_effect(dispute)
    if found is None or unsettled(found).exists():
        return found
    return None if found.clauses.exclude(state__in=OPEN_CLAUSES).exists() else found


def named_in(agreement: Agreement) -> QuerySet[DisputeParty]:
    """Return whom an agreement in effect binds, with those who then acted for them: who was added later is in none of it."""
    made_at = agreement.channel.ended_at or agreement.effective_at
    rows = agreement.channel.dispute.parties.filter(added_at__lte=made_at)
    return rows.exclude(left_at__lte=made_at).filter(Q(represents=None) | Q(left_at=None))


def demand_undecided(move: Move, kind: str) -> None:
    """Refuse to send what a court has confirmed to somebody who would decide it anew.

    Raises:
        Invalid: at ``kind``.

    """
    found = agreement_in_effect(move.detail)
    ruling = getattr(found, "confirmation", None)
    if ruling is not None and ruling.result == "confirmed" and decides_anew(kind):
        raise Invalid({
            "kind": _("A court has confirmed the agreement: who does not keep it is brought before it for enforcement.")
        })  # fmt: skip


def back_to(move: Move, agreement: Agreement) -> None:
    """Let the dispute go on where its agreement stands, in the hands of the committee that brought it about."""
    move.to = "performing"
    move.matter.organ_id = agreement.channel.committee_id


def without_agreement(move: Move) -> None:
    """Let a mediation without agreement lead back to the one that is owed, if any; else nothing is left to the committee."""
    owed = agreement_owed(move.detail)
    if owed is not None:
        back_to(move, owed)
    else:
        move.to = "unresolved"


def resumed_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: those that were given up run on from their own start; a joint application only while in time."""
    agreement = agreement_owed(move.detail)
    ruling = getattr(agreement, "confirmation", None)
    if ruling is not None:
        return [] if ruling.result else _resumed(move, "confirm_decide")
    return _resumed(move, "confirm_apply", is_optional=True)


def resumed_if_owed(move: Move) -> list[ClockOperation]:
    """Clocks: those of the agreement to which the act leads back, if it does."""
    return resumed_clocks(move) if move.to == "performing" else []


def _resumed(move: Move, stage: str, *, is_optional: bool = False) -> list[ClockOperation]:
    """``is_optional``: once its day has passed there is nothing left to wait for."""
    last = Clock.objects.filter(matter=move.matter, stage=stage).order_by("pk").last()
    if last is None or last.stopped_at is None or (is_optional and last.due_at <= move.now):
        return []
    return start(move.detail, stage, at=last.started_at)


def replace(move: Move, channel: Channel) -> None:
    """Let what came of a channel take the place of the agreement before, if one is open: nobody watches it any more."""
    before = _standing(move.detail).filter(effective_at__isnull=False).exclude(channel=channel).last()
    if before is None or not before.clauses.filter(state__in=OPEN_CLAUSES).exists():
        return
    before.withdrawn_at = move.now
    before.replaced_by = channel
    before.save(update_fields=["withdrawn_at", "replaced_by"])
    move.public["replaced"] = f"{timezone.localdate(before.effective_at):%Y-%m-%d}"
