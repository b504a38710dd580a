"""Clauses of an agreement that is drawn up: what, how much, by when (人民调解法 §29)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs
from disputes.machine.moments import demand_all
from disputes.machine.standing import the_agreement
from disputes.models import Agreement, AgreementClause
from pingan.access.rules import Actor
from pingan.common.amounts import amount_in
from pingan.common.errors import Invalid
from pingan.matters.machine import Move

Term = AgreementClause.Term


def _term_of(data: inputs.Agree | inputs.AddClause) -> str:
    """Return the kind of term; who gives a day has said it."""
    return data.term or (Term.DATED if data.due_at else "")


def demand_sound(move: Move, reached_on: date) -> None:
    """Refuse a clause whose amount is none, or that does not say by when; all that is wrong at once."""
    demand_all(lambda: amount_in(move.data.amount), lambda: _sound_term(move, reached_on))


def _sound_term(move: Move, reached_on: date) -> None:
    """Refuse a clause that does not say by when (§29), or whose day contradicts it or was over when they agreed."""
    data: inputs.Agree | inputs.AddClause = move.data
    term = _term_of(data)
    if not term:
        raise Invalid({"term": _("Say by when: by a day, at once, or from now on as a standing duty.")})
    if term == Term.DATED and data.due_at is None:
        raise Invalid({"due_at": _("Give the day by which it is to be performed.")})
    if term != Term.DATED and data.due_at is not None:
        raise Invalid({"due_at": _("A day goes only with the term “by a day”.")})
    today = timezone.localdate(move.now)
    if data.due_at is not None and timezone.localdate(data.due_at) < min(reached_on, today):
        is_today = reached_on >= today
        text = _("This lies in the past.") if is_today else _("This lies before the agreement was reached.")
        raise Invalid({"due_at": text})


def add_clause(agreement: Agreement, text: str, data: inputs.Agree | inputs.AddClause) -> AgreementClause:
    """Add the next clause of a draft."""
    taken = agreement.clauses.count()
    return AgreementClause.objects.create(
        agreement=agreement,
        position=taken + 1,
        text=text,
        amount=amount_in(data.amount),
        term=_term_of(data),
        due_on=timezone.localdate(data.due_at) if data.due_at else None,
    )


def unsigned_offered(actor: Actor, dispute: Any) -> Any:
    """Only while nobody has signed: what was signed stands as it was."""
    is_signed = the_agreement(dispute).signatures.exists()
    return _("Somebody has signed: withdraw the draft to change it.") if is_signed else None


def add_clause_guard(move: Move) -> None:
    """Guard: the clause is sound."""
    demand_sound(move, the_agreement(move.detail).reached_on)


def add_clause_effect(move: Move) -> None:
    """Effect: one more clause."""
    clause = add_clause(the_agreement(move.detail), move.data.text, move.data)
    move.public["clause"] = clause.position
