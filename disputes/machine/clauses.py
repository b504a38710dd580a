"""Guards and effects of an agreement's clauses: performed, waived, not kept, overdue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disputes.machine import agreement_papers
from disputes.machine.common import end_channel, stop_channel_terms, told
from disputes.machine.ending import resolved
from disputes.machine.moments import demand_happened
from disputes.machine.standing import OPEN_CLAUSES, agreement_owed, the_agreement_in_effect, unsettled
from disputes.models import AgreementClause
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move
from pingan.matters.models import MatterFile, TimelineEntry
from pingan.matters.services import attach_files


def _clause(move: Move) -> AgreementClause:
    rows = the_agreement_in_effect(move.detail).clauses.filter(state__in=OPEN_CLAUSES)
    found = rows.filter(pk=move.data.clause).first()
    if found is None:
        raise Invalid({"clause": _("Choose a clause that is not performed yet.")})
    return found


def owed_offered(actor: Actor, dispute: Any) -> Any:
    """Only while an agreement is owed: performed, or something else mediated beside it."""
    is_owed = dispute.matter.state == "performing" or agreement_owed(dispute) is not None
    return None if is_owed else _("No agreement is in effect.")


def clause_guard(move: Move) -> None:
    """Guard: a clause that is not settled."""
    _clause(move)


def perform_guard(move: Move) -> None:
    """Guard: a clause that is not settled, performed between the agreement and now.

    One that was recorded as not kept and was performed before: that record was wrong, which is said and not passed over.
    """
    clause = _clause(move)
    demand_happened(
        move, "performed_at", clause.agreement.reached_on, _("This lies before the agreement was drawn up.")
    )
    found_on = _breached_on(clause, move)
    performed_on = timezone.localdate(move.data.performed_at or move.now)
    if found_on is not None and performed_on < found_on and not move.data.correction.strip():
        day = date_format(found_on, "DATE_FORMAT")
        sentence = _("On %(day)s the clause was recorded as not kept. If that was wrong, say why.")
        raise Invalid({"correction": sentence % {"day": day}})


def _breached_on(clause: AgreementClause, move: Move) -> date | None:
    found = TimelineEntry.objects.filter(matter=move.matter, action="breach", data__clause=clause.position)
    # Entries of before the agreement was named in them are told from those of an earlier one by their time.
    since = clause.agreement.effective_at or move.now
    unnamed = Q(at__gte=since) & ~Q(data__has_key="agreement")
    last = found.filter(Q(data__agreement=clause.agreement_id) | unnamed).order_by("seq").last()
    return timezone.localdate(last.at) if last is not None else None


def breach_offered(actor: Actor, dispute: Any) -> Any:
    """Only where the day of an open clause is over, or it has none; of each it is recorded once."""
    still = Q(due_on__gte=timezone.localdate()) | Q(state=AgreementClause.State.BREACHED)
    rows = the_agreement_in_effect(dispute).clauses.filter(state__in=OPEN_CLAUSES)
    return None if rows.exclude(still).exists() else _("No clause is due yet.")


def breach_guard(move: Move) -> None:
    """Guard: nobody has failed to keep a clause while its day is not over; what was recorded once stands."""
    clause = _clause(move)
    if clause.state == AgreementClause.State.BREACHED:
        raise Invalid({"clause": _("It is recorded already that this clause was not kept.")})
    due_on = clause.due_on
    if due_on is not None and timezone.localdate(move.now) <= due_on:
        day = date_format(due_on, "DATE_FORMAT")
        raise Invalid({"clause": _("This clause can be performed until %(day)s.") % {"day": day}})


def _settle(move: Move, state: str, at: datetime | None = None) -> AgreementClause:
    clause = _clause(move)
    clause.state = state
    is_earlier = at is not None and timezone.localdate(at) < timezone.localdate(move.now)
    clause.settled_at = at if is_earlier else move.now
    clause.note = move.data.note
    clause.save(update_fields=["state", "settled_at", "note"])
    move.public["clause"] = clause.position
    move.note = move.data.note
    if not unsettled(clause.agreement).exists():
        # Nothing is left to mediate anew.
        end_channel(move, "withdrawn")
        move.to = "resolved"
        move.matter.organ_id = clause.agreement.channel.committee_id
    return clause


def perform_effect(move: Move) -> None:
    """Effect: one clause kept; the last one resolves the dispute."""
    clause = _settle(move, "performed", move.data.performed_at)
    if clause.settled_at is not None:
        move.public["performed_on"] = timezone.localdate(clause.settled_at).isoformat()
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    move.note = told(move.data.note, correction=move.data.correction.strip())
    agreement_papers.performance(move, clause, move.data.note)


def waive_effect(move: Move) -> None:
    """Effect: the creditor waived a clause."""
    _settle(move, "waived")


def settled_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: resolved, the return visit's term starts. What the creditor gave up was not performed."""
    if move.to != "resolved":
        return []
    is_given_up = the_agreement_in_effect(move.detail).clauses.filter(state="waived").exists()
    return [*stop_channel_terms(move), *resolved(move, "waived" if is_given_up else "mediated")]


def breach_effect(move: Move) -> None:
    """Effect: a clause was not kept; renewed mediation, court or enforcement are open."""
    clause = _clause(move)
    clause.state = "breached"
    clause.note = move.data.note
    clause.save(update_fields=["state", "note"])
    move.public.update(clause=clause.position, agreement=clause.agreement_id)
    move.note = move.data.note


def overdue_effect(move: Move) -> None:
    """Effect: the day has passed without performance."""
    clause = the_agreement_in_effect(move.detail).clauses.filter(pk=move.data.clause, state="pending").first()
    if clause is None:
        raise Invalid({"clause": _("Choose a clause that is not performed yet.")})
    clause.state = "overdue"
    clause.save(update_fields=["state"])
    move.public.update(clause=clause.position, due_on=clause.due_on.isoformat() if clause.due_on else "")
