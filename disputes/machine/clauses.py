"""Guards and effects of an agreement's clauses: performed, waived, not kept, overdue."""

from __future__ import annotations

from django.utils.translation import gettext as _

from disputes.machine import agreement_papers
from disputes.machine.agreements import OPEN_CLAUSES, the_agreement
from disputes.machine.common import stop_channel_terms
from disputes.machine.ending import resolved
from disputes.models import AgreementClause
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move
from pingan.matters.models import MatterFile
from pingan.matters.services import attach_files


def _clause(move: Move) -> AgreementClause:
    rows = the_agreement(move.detail).clauses.filter(state__in=OPEN_CLAUSES)
    found = rows.filter(pk=move.data.clause).first()
    if found is None:
        raise Invalid({"clause": _("Choose a clause that is not performed yet.")})
    return found


def clause_guard(move: Move) -> None:
    """Guard: a clause that is not settled."""
    _clause(move)


def _settle(move: Move, state: str) -> AgreementClause:
    clause = _clause(move)
    clause.state = state
    clause.settled_at = move.now
    clause.note = move.data.note
    clause.save(update_fields=["state", "settled_at", "note"])
    move.public["clause"] = clause.position
    move.note = move.data.note
    if not clause.agreement.clauses.filter(state__in=OPEN_CLAUSES).exists():
        move.to = "resolved"
    return clause


def perform_effect(move: Move) -> None:
    """Effect: one clause kept; the last one resolves the dispute."""
    clause = _settle(move, "performed")
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    agreement_papers.performance(move, clause, move.data.note)


def waive_effect(move: Move) -> None:
    """Effect: the creditor waived a clause."""
    _settle(move, "waived")


def settled_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: resolved, the return visit's term starts. What the creditor gave up was not performed."""
    if move.to != "resolved":
        return []
    is_given_up = the_agreement(move.detail).clauses.filter(state="waived").exists()
    return [*stop_channel_terms(move), *resolved(move, "waived" if is_given_up else "mediated")]


def breach_effect(move: Move) -> None:
    """Effect: a clause was not kept; renewed mediation, court or enforcement are open."""
    clause = _clause(move)
    clause.state = "breached"
    clause.note = move.data.note
    clause.save(update_fields=["state", "note"])
    move.public["clause"] = clause.position
    move.note = move.data.note


def overdue_effect(move: Move) -> None:
    """Effect: the day has passed without performance."""
    clause = the_agreement(move.detail).clauses.filter(pk=move.data.clause, state="pending").first()
    if clause is None:
        raise Invalid({"clause": _("Choose a clause that is not performed yet.")})
    clause.state = "overdue"
    clause.save(update_fields=["state"])
    move.public.update(clause=clause.position, due_on=clause.due_on.isoformat() if clause.due_on else "")
