"""What can be chosen in the inputs of decisions. Experts are shown by post, nobody else by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pingan.access.rules import Actor
from risk.models import Consultation, Opinion
from risk.queries.decision_people import experts_possible
from risk.queries.decisions import factors_of, filings_here

Pairs = Iterable[tuple[str, Any]]


def of_choices(choices: Any) -> Any:
    """Return a source of choices: a closed list."""
    return lambda actor, decision: choices.choices


def open_consultations(actor: Actor, decision: Any) -> Pairs:
    """Return the consultations whose result is not recorded."""
    return [(str(row.pk), str(row)) for row in decision.consultations.filter(ended_at=None)]


def consultations(actor: Actor, decision: Any) -> Pairs:
    """Return all consultations."""
    return [(str(row.pk), str(row)) for row in Consultation.objects.filter(decision=decision)]


def unanswered(actor: Actor, decision: Any) -> Pairs:
    """Return the opinions that nobody has answered."""
    rows = Opinion.objects.filter(consultation__decision=decision, taken_up="")
    return [(str(row.pk), row.text[:60]) for row in rows]


def factors(actor: Actor, decision: Any) -> Pairs:
    """Return the factors of the present round."""
    return [(str(row.pk), f"{row.title} · {row.get_aspect_display()}") for row in factors_of(decision)]


def experts(actor: Actor, decision: Any) -> Pairs:
    """Return who may be called in."""
    return [(str(pk), label) for pk, label in experts_possible(decision)]


def called_in(actor: Actor, decision: Any) -> Pairs:
    """Return who is called in."""
    rows = decision.experts.filter(ended_at=None).select_related("user")
    return [(str(row.pk), row.user.name) for row in rows]


def filings(actor: Actor, decision: Any) -> Pairs:
    """Return what waits for a receipt at the actor's office."""
    return [(str(row.pk), row.get_kind_display()) for row in filings_here(actor, decision)]
