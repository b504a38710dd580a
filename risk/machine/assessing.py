"""Guards and effects of the assessment: experts, factors, scores, the report and its review (domain.md §5)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from risk.machine import decision_inputs as inputs
from risk.models import DecisionExpert, ExpertScore, RiskFactor
from risk.queries.decision_people import experts_possible
from risk.queries.decisions import (
    factors_of,
    method_in_force,
)
from risk.queries.questionnaires import heard

_SHARE = re.compile(r"0(?:\.[0-9]{1,2})?|1(?:\.0{1,2})?|\.[0-9]{1,2}")


def share_in(text: str, field: str) -> Decimal:
    """Return a number from 0 to 1 as people type it.

    Raises:
        Invalid: at ``field``.

    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _SHARE.fullmatch(plain):
        raise Invalid({field: _("Give a number from 0 to 1, with at most two digits after the point.")})
    return Decimal(plain)


def call_guard(move: Move) -> None:
    """Guard: an expert in post who is not called in yet."""
    if move.data.user not in {pk for pk, _label in experts_possible(move.detail)}:
        raise Invalid({"user": _("Choose an expert of this area who is not called in yet.")})


def call_effect(move: Move) -> None:
    """Effect: from now on this expert sees the decision."""
    DecisionExpert.objects.create(
        decision=move.detail, user_id=move.data.user, invited_by_id=move.actor.user_id, invited_at=move.now
    )
    move.public["expert"] = move.data.user


def called_offered(actor: Actor, decision: Any) -> Any:
    """Only where an expert is called in."""
    return None if decision.experts.filter(ended_at=None).exists() else _("No expert is called in.")


def _called(move: Move) -> DecisionExpert:
    found: DecisionExpert | None = move.detail.experts.filter(ended_at=None, pk=move.data.expert).first()
    if found is None:
        raise Invalid({"expert": _("Choose an expert who is called in.")})
    return found


def release_guard(move: Move) -> None:
    """Guard: one who is called in."""
    _called(move)


def release_effect(move: Move) -> None:
    """Effect: the sight ends, the scores stay."""
    row = _called(move)
    row.ended_at = move.now
    row.save(update_fields=["ended_at"])
    move.public["expert"] = row.user_id
    move.note = move.data.note


def assess_guard(move: Move) -> None:
    """Guard: somebody was heard, and a method holds."""
    if not heard(move.detail).exists():
        raise Invalid({"": _("Record the result of at least one consultation first.")})
    if method_in_force() is None:
        raise Invalid({"": _("No method of assessment is in force.")})


def assess_effect(move: Move) -> None:
    """Effect: the next round, with the factors of the last one but none of its scores; a returned one goes on."""
    decision, last = move.detail, move.detail.round
    if move.matter.state != "returned":
        factors = list(factors_of(decision))
        decision.round = last + 1
        RiskFactor.objects.bulk_create(
            RiskFactor(
                decision=decision, round=decision.round, title=one.title, aspect=one.aspect, weight=one.weight
            )
            for one in factors
        )
    move.public["round"] = decision.round
    move.note = move.data.note


def _weight(move: Move) -> Decimal:
    weight = share_in(move.data.weight, "weight")
    if weight == 0:
        raise Invalid({"weight": _("A risk point without weight does not count: drop it instead.")})
    return weight


def factor_guard(move: Move) -> None:
    """Guard: a new risk point with a weight."""
    _weight(move)
    if factors_of(move.detail).filter(title=move.data.title).exists():
        raise Invalid({"title": _("This risk point is there already.")})


def factor_effect(move: Move) -> None:
    """Effect: one more risk point."""
    data: inputs.AddFactor = move.data
    weight = _weight(move)
    RiskFactor.objects.create(
        decision=move.detail, round=move.detail.round, title=data.title, aspect=data.aspect, weight=weight
    )
    move.public.update(aspect=data.aspect, weight=f"{weight}")
    move.note = data.title


def factors_offered(actor: Actor, decision: Any) -> Any:
    """Only where there is a risk point."""
    return None if factors_of(decision).exists() else _("No risk point has been named yet.")


def _factor(move: Move) -> RiskFactor:
    found = factors_of(move.detail).filter(pk=move.data.factor).first()
    if found is None:
        raise Invalid({"factor": _("Choose a risk point of this round.")})
    return found


def weigh_guard(move: Move) -> None:
    """Guard: a risk point of this round, a weight."""
    _factor(move)
    _weight(move)


def weigh_effect(move: Move) -> None:
    """Effect: another weight; the scores stay."""
    row, weight = _factor(move), _weight(move)
    move.public["weights"] = {"before": f"{row.weight.normalize():f}", "after": f"{weight}"}
    row.weight = weight
    row.save(update_fields=["weight"])
    move.note = row.title


def drop_guard(move: Move) -> None:
    """Guard: a risk point of this round."""
    _factor(move)


def drop_effect(move: Move) -> None:
    """Effect: it counts no longer; its scores are kept."""
    row = _factor(move)
    row.dropped_at = move.now
    row.save(update_fields=["dropped_at"])
    move.note = f"{row.title}\n{move.data.note}"


def score_guard(move: Move) -> None:
    """Guard: a risk point of this round, p and q from 0 to 1."""
    _factor(move)
    problems: dict[str, Any] = {}
    for name in ("probability", "impact"):
        try:
            share_in(getattr(move.data, name), name)
        except Invalid as error:
            problems |= error.fields
    if problems:
        raise Invalid(problems)


def score_effect(move: Move) -> None:
    """Effect: the expert's own score; nobody else's is touched. The timeline does not tell the numbers to others."""
    data: inputs.GiveScore = move.data
    factor = _factor(move)
    ExpertScore.objects.update_or_create(
        factor=factor,
        expert_id=move.actor.person,
        phase=data.phase,
        defaults={
            "probability": share_in(data.probability, "probability"),
            "impact": share_in(data.impact, "impact"),
            "reason": data.reason,
            "given_at": move.now,
        },
    )
    move.public.update(point=factor.title, phase=data.phase)
