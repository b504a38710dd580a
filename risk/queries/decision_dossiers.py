"""Everything that the page of one major decision shows besides what every matter has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from grids.queries.filter_fields import region_q
from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from risk.models import (
    Assessment,
    AssessmentMethod,
    Consultation,
    DecisionExpert,
    DecisionRecord,
    Filing,
    MajorDecision,
    Opinion,
    Questionnaire,
)
from risk.models.decision_choices import Phase
from risk.queries.decision_reviews import Alike, Hearing, alike_reports, hearing_of
from risk.queries.decisions import Scored, bounds_of, method_in_force, outcome_in, scored_factors, weighed
from risk.queries.project_areas import area_of, is_area
from risk.rules.scoring import Outcome, grade_of

#: As many open matters of the area as the page shows.
MOST_NEAR = 8


@dataclass(frozen=True)
class Factor:
    """A risk point with its scores, and what they come to: the mean R and its grade; None: not scored."""

    scored: Scored
    risk_before: str | None
    grade_before: str
    risk_after: str | None
    grade_after: str


@dataclass(frozen=True)
class DecisionDossier:
    """One decision with all that belongs to it.

    ``alike`` and ``hearing`` are for the review, and None elsewhere. ``own_scores``: the reader is an expert and is
    shown no scores but the own ones while it is assessed, so that nobody follows another.
    """

    consultations: list[Consultation]
    experts: list[DecisionExpert]
    factors: list[Factor]
    before: Outcome | None
    after: Outcome | None
    method: AssessmentMethod | None
    reports: list[Assessment]
    records: list[DecisionRecord]
    filings: list[Filing]
    hearing: Hearing | None
    alike: list[Alike]
    near: list[Matter]
    own_scores: bool


def consultations_of(decision: MajorDecision) -> QuerySet[Consultation]:
    """Return the ways in which people were heard, with what they said and what they were asked."""
    said = Prefetch("opinions", Opinion.objects.order_by("pk"))
    rows = Consultation.objects.filter(decision=decision).select_related("questionnaire")
    return rows.prefetch_related(said, "questionnaire__questions")


def questionnaires_in(consultations: Iterable[Consultation]) -> list[Questionnaire]:
    """Return the questionnaires of consultations as ``consultations_of`` reads them."""
    found = []
    for row in consultations:
        asked = getattr(row, "questionnaire", None)
        if asked is not None:
            asked.consultation = row
            found.append(asked)
    return found


def reports_of(decision: MajorDecision) -> QuerySet[Assessment]:
    """Return every report, the latest first."""
    rows = Assessment.objects.filter(decision=decision).select_related("author", "reviewed_by", "method")
    return rows.order_by("-pk")


def filings_of(decision: MajorDecision) -> QuerySet[Filing]:
    """Return both filings, those sent back as well."""
    rows = Filing.objects.filter(decision=decision)
    return rows.select_related("organ", "sent_by", "received_by").order_by("pk")


def records_of(decision: MajorDecision) -> QuerySet[DecisionRecord]:
    """Return every record of a decision taken, the latest first."""
    return DecisionRecord.objects.filter(decision=decision).select_related("recorded_by").order_by("-pk")


def only_own(actor: Actor, decision: MajorDecision) -> int | None:
    """Return of whom alone the reader sees scores: an expert, of themselves, while it is assessed; None: of all."""
    if actor.role != "expert" or decision.matter.state != "assessing":
        return None
    return actor.user_id or 0


def dossier_of(actor: Actor, decision: MajorDecision) -> DecisionDossier:
    """Return what belongs to a decision that the actor was allowed to fetch."""
    own = only_own(actor, decision)
    scored = scored_factors(decision, only_of=own)
    reports = list(reports_of(decision))
    standing = next((one for one in reports if one.returned_at is None and one.superseded_at is None), None)
    method = standing.method if standing is not None else method_in_force()
    in_review = (
        standing is not None and decision.matter.state == "reviewing" and allows(actor, "review", decision)
    )
    return DecisionDossier(
        consultations=list(consultations_of(decision)),
        experts=list(decision.experts.filter(ended_at=None).select_related("user")),
        factors=[_factor(one, method) for one in scored],
        before=outcome_in(scored, Phase.BEFORE, method) if method is not None and own is None else None,
        after=outcome_in(scored, Phase.AFTER, method) if method is not None and own is None else None,
        method=method,
        reports=reports,
        records=list(records_of(decision)),
        filings=list(filings_of(decision)),
        hearing=hearing_of(decision) if in_review else None,
        alike=alike_reports(actor, standing, decision.matter.region_code) if in_review and standing else [],
        near=_near(actor, decision),
        own_scores=own is not None,
    )


def _factor(one: Scored, method: AssessmentMethod | None) -> Factor:
    risks = [weighed([one], phase)[0].risk for phase in (Phase.BEFORE, Phase.AFTER)]
    grades = ["" if risk is None or method is None else grade_of(risk, bounds_of(method)) for risk in risks]
    before, after = (None if risk is None else f"{risk:.4f}" for risk in risks)
    return Factor(one, before, grades[0], after, grades[1])


def _near(actor: Actor, decision: MajorDecision) -> list[Matter]:
    """Return open disputes and incidents of a division too wide to be an area that the actor sees, the newest first."""
    if area_of(decision) is not None or is_area(decision):
        return []
    rows = visible_to(Matter, actor).filter(
        region_q(decision.matter.region_code, at=""),
        kind__in=["dispute", "incident"],
        closed_at=None,
        is_restricted=False,
    )
    return list(rows.defer("search", "text").order_by("-opened_at", "-pk")[:MOST_NEAR])
