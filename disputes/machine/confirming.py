"""Guards and effects of judicial confirmation (民诉法 §205; 民诉解释 §355, 358)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import agreement_papers
from disputes.machine.common import told
from disputes.machine.moments import demand_happened
from disputes.machine.standing import OPEN_CLAUSES, agreement_in_effect, the_agreement_in_effect
from disputes.models import JudicialConfirmation
from disputes.queries.terms import start
from disputes.rules.agreements import PRE_CHECKS, pre_check
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock


def confirm_offered(actor: Actor, dispute: Any) -> Any:
    """Once per agreement, within 30 days of its effect (民诉法 §205)."""
    agreement = agreement_in_effect(dispute)
    if agreement is None:
        return _("No agreement is in effect.")
    if hasattr(agreement, "confirmation"):
        return _("Confirmation was applied for already.")
    clock = Clock.objects.filter(matter_id=dispute.pk, stage="confirm_apply").order_by("pk").last()
    if clock is not None and timezone.now() > clock.due_at:
        return _("The 30 days for a joint application are over.")
    return None


def confirm_guard(move: Move) -> None:
    """Guard: every line of the pre-check is met; the type of the dispute may rule it out (民诉解释 §355)."""
    failed = [line["code"] for line in _checked(move) if not line["is_met"]]
    if failed:
        sentences = [_("Not met: %(check)s") % {"check": _(PRE_CHECKS[code])} for code in failed]
        unclear = _unclear(move)
        if unclear:
            sentences.append(unclear_sentence(unclear))
        raise Invalid({"checks": sentences})


def unclear_sentence(positions: list[int]) -> str:
    """Return the sentence that names the clauses without a term."""
    numbers = _(", ").join(str(position) for position in positions)
    return _(
        "The term of clause %(numbers)s is not stated: the court would refuse the confirmation. "
        "The parties can agree anew, saying by when."
    ) % {"numbers": numbers}


def _unclear(move: Move) -> list[int]:
    rows = the_agreement_in_effect(move.detail).clauses.filter(term="unstated", state__in=OPEN_CLAUSES)
    return list(rows.values_list("position", flat=True))


def _checked(move: Move) -> list[dict[str, Any]]:
    return pre_check(move.detail.type.pre_check, set(move.data.checks), unclear=_unclear(move))


def confirm_effect(move: Move) -> None:
    """Effect: the joint application with its pre-check, and its paper."""
    confirmation = JudicialConfirmation.objects.create(
        agreement=the_agreement_in_effect(move.detail),
        court=move.data.court,
        applied_on=timezone.localdate(move.now),
        pre_check=_checked(move),
    )
    agreement_papers.confirmation(move, confirmation)
    move.note = told(move.data.note, court=move.data.court)


def confirm_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: applied in time; the court's term starts."""
    return [StopClock("confirm_apply"), *start(move.detail, "confirm_decide")]


def decide_offered(actor: Actor, dispute: Any) -> Any:
    """Only what was applied for and is not decided."""
    agreement = agreement_in_effect(dispute)
    confirmation = getattr(agreement, "confirmation", None) if agreement is not None else None
    return (
        None
        if confirmation is not None and not confirmation.result
        else _("No application waits for a court.")
    )


def decide_guard(move: Move) -> None:
    """Guard: not before it was applied for, not in the future."""
    applied_on = the_agreement_in_effect(move.detail).confirmation.applied_on
    demand_happened(move, "decided_at", applied_on, _("This lies before it was applied for."))


def decide_effect(move: Move) -> None:
    """Effect: what the court decided."""
    confirmation = the_agreement_in_effect(move.detail).confirmation
    confirmation.result = move.data.result
    confirmation.decided_on = timezone.localdate(move.data.decided_at)
    confirmation.number_there = move.data.number_there
    confirmation.save()
    move.public["result"] = move.data.result
    move.note = told(move.data.note, number=move.data.number_there)


def decide_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the court has decided."""
    return [StopClock("confirm_decide", judged_at=move.data.decided_at)]
