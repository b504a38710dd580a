"""Reads of major decisions: lists in scope, the assessment that stands, what its scores come to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from risk.models import (
    Assessment,
    AssessmentMethod,
    DecisionCatalogue,
    DecisionRecord,
    ExpertScore,
    Filing,
    MajorDecision,
    RiskFactor,
)
from risk.models.decision_choices import Phase
from risk.rules.scoring import Method, Outcome, Score, Weighed, outcome_of, weights_are_whole

#: The method that is used where nobody chose another.
METHOD = "ndrc_428"
#: Records of what no assessment allowed. An assessment made afterwards sets the record aside and undoes nothing: what was
#: decided without one stays red.
_EXCEPTIONS = DecisionRecord.objects.exclude(exception_reason="")

#: Reports that stand and hold a lower level than their scores give: whoever reads the level is told.
_LOWERED = Assessment.objects.filter(Assessment.lowered_q(), returned_at=None, superseded_at=None)


def decisions_visible(actor: Actor | None, verb: str = "view") -> QuerySet[MajorDecision]:
    """Return the decisions in the actor's scope with what every list shows, newest first."""
    rows = visible_to(MajorDecision, actor, verb).select_related(
        "matter", "matter__region", "matter__organ", "catalogue__organ"
    )
    return (
        rows.annotate(
            is_exception=Exists(_EXCEPTIONS.filter(decision=OuterRef("pk"))),
            is_lowered=Exists(_LOWERED.filter(decision=OuterRef("pk"))),
        )
        .defer("matter__search", "matter__region__boundary")
        .order_by("-matter__opened_at", "-pk")
    )


def is_exception(decision: MajorDecision) -> bool:
    """Say whether it was ever decided without an assessment that allowed it; lists have asked already."""
    known = getattr(decision, "is_exception", None)
    return bool(_EXCEPTIONS.filter(decision=decision).exists() if known is None else known)


def lowered_report(decision: MajorDecision) -> Assessment | None:
    """Return the report that stands where its level is lower than the computed one; None: it is not, or there is none."""
    return _LOWERED.filter(decision=decision).first()


def is_lowered(decision: MajorDecision) -> bool:
    """Say whether the level that holds is lower than the computed one; lists have asked already."""
    known = getattr(decision, "is_lowered", None)
    return bool(_LOWERED.filter(decision=decision).exists() if known is None else known)


def catalogues_visible(actor: Actor | None) -> QuerySet[DecisionCatalogue]:
    """Return the catalogues that the actor may read, the newest year first."""
    rows = visible_to(DecisionCatalogue, actor).select_related("organ", "region", "published_by")
    return rows.order_by("-year", "organ__name_pinyin", "-pk")


def method_in_force() -> AssessmentMethod | None:
    """Return the version of the method that holds today; None: none was loaded."""
    day = timezone.localdate()
    rows = AssessmentMethod.objects.filter(AssessmentMethod.in_force_q(day), code=METHOD)
    return rows.order_by("-version").first()


def bounds_of(method: AssessmentMethod) -> Method:
    """Return the numbers of a version of the method for the rules."""
    return Method(
        method.negligible_below, method.small_to, method.moderate_to, method.large_to,
        method.medium_from, method.high_above,
    )  # fmt: skip


def factors_of(decision: MajorDecision) -> QuerySet[RiskFactor]:
    """Return the factors that count in the present round."""
    return RiskFactor.objects.filter(decision=decision, round=decision.round, dropped_at=None)


@dataclass(frozen=True)
class Scored:
    """A factor with the scores of all experts by phase."""

    factor: RiskFactor
    before: list[ExpertScore]
    after: list[ExpertScore]


def scored_factors(decision: MajorDecision, *, only_of: int | None = None) -> list[Scored]:
    """Return the factors of the present round with their scores; two queries. ``only_of``: of this expert alone."""
    factors = list(factors_of(decision))
    rows = ExpertScore.objects.filter(factor__in=factors).select_related("expert").order_by("pk")
    if only_of is not None:
        rows = rows.filter(expert_id=only_of)
    by_factor: dict[tuple[int, str], list[ExpertScore]] = defaultdict(list)
    for score in rows:
        by_factor[score.factor_id, score.phase].append(score)
    return [Scored(one, by_factor[one.pk, Phase.BEFORE], by_factor[one.pk, Phase.AFTER]) for one in factors]


def weighed(scored: list[Scored], phase: str) -> list[Weighed]:
    """Return what the rules take of scored factors in one phase."""
    return [
        Weighed(
            one.factor.weight,
            [Score(s.probability, s.impact) for s in (one.before if phase == Phase.BEFORE else one.after)],
        )
        for one in scored
    ]


def outcome_in(scored: list[Scored], phase: str, method: AssessmentMethod) -> Outcome | None:
    """Return what the scores come to in one phase; None: weights or scores are not whole yet."""
    rows = weighed(scored, phase)
    if not rows or not weights_are_whole(row.weight for row in rows) or any(not row.scores for row in rows):
        return None
    return outcome_of(rows, bounds_of(method))


def standing_assessment(decision: MajorDecision) -> Assessment | None:
    """Return the report that was neither returned nor set aside, approved or not; None: there is none."""
    return Assessment.objects.filter(decision=decision, returned_at=None, superseded_at=None).first()


def approved_assessment(decision: MajorDecision) -> Assessment | None:
    """Return the approved assessment that stands; None: the gate is shut."""
    found = standing_assessment(decision)
    return found if found is not None and found.approved_at is not None else None


def standing_record(decision: MajorDecision) -> DecisionRecord | None:
    """Return the record of the decision that stands; None: nothing has been decided."""
    return DecisionRecord.objects.filter(decision=decision, superseded_at=None).first()


def filings_here(actor: Actor, decision: MajorDecision) -> QuerySet[Filing]:
    """Return what waits for a receipt at the actor's own office."""
    rows = Filing.objects.filter(decision=decision, organ_id=actor.organ_id or 0)
    return rows.filter(received_at=None, sent_back_at=None)
