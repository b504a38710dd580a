"""What a reviewer must be told of a report: whom nobody asked, and what stands word for word in another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from grids.queries.limits import Number
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from risk.models import Assessment, MajorDecision, Opinion
from risk.models.decision_choices import ConsultationKind
from risk.queries.questionnaires import heard
from risk.queries.terms import number
from risk.rules.likeness import contained, shared_passages, shingles_of

#: Reports are compared with those of the same years, the newest first.
_SINCE = timedelta(days=2 * 365)
_MOST_REPORTS = 200
_MOST_SHOWN = 3
_MOST_PASSAGES = 5


@dataclass(frozen=True)
class Alike:
    """Another report of which a share, from 0 to 1, of this one is made, and the passages."""

    decision: MajorDecision
    share: float
    passages: list[str]


@dataclass(frozen=True)
class Hearing:
    """How people were heard. ``notice_days`` None: there was no public notice; ``asked`` None: nobody set a number."""

    has_result: bool
    notice_days: int | None
    asked: Number | None
    unanswered: int

    @property
    def days_asked(self) -> int:
        """How many days the number in force asks for; 0: nobody set one."""
        return 0 if self.asked is None else self.asked.count

    @property
    def is_short(self) -> bool:
        """Say whether the public notice is missing or shorter than the number in force (暂行条例 §15)."""
        if self.notice_days is None:
            return True
        return self.notice_days < self.days_asked


def hearing_of(decision: MajorDecision) -> Hearing:
    """Return how people were heard on a decision."""
    rows = list(decision.consultations.all())
    notices = [row.days for row in rows if row.kind == ConsultationKind.NOTICE]
    return Hearing(
        has_result=heard(decision).exists(),
        notice_days=max(notices) if notices else None,
        asked=number("public_notice_days", decision.matter.region_code),
        unanswered=Opinion.objects.filter(consultation__decision=decision, taken_up="").count(),
    )


def alike_reports(actor: Actor, report: Assessment, region_code: str) -> list[Alike]:
    """Return the reports in the actor's scope of which this one repeats more than the number in force allows.

    Only of other decisions, of the same years; the most alike first.
    """
    limit = number("report_alike_percent", region_code)
    if limit is None:
        return []
    others = (
        Assessment.objects.filter(
            decision__in=visible_to(MajorDecision, actor).order_by(),
            handed_in_at__gte=timezone.now() - _SINCE,
        )
        .exclude(decision=report.decision_id)
        .select_related("decision__matter")
        .order_by("-handed_in_at")[:_MOST_REPORTS]
    )
    own = shingles_of(report.words)
    best: dict[int, tuple[float, Assessment]] = {}
    for other in others:
        share = contained(own, shingles_of(other.words))
        if share * 100 >= limit.count and share > best.get(other.decision_id, (0.0, other))[0]:
            best[other.decision_id] = (share, other)
    found = sorted(best.values(), key=lambda pair: -pair[0])[:_MOST_SHOWN]
    return [
        Alike(other.decision, share, shared_passages(report.words, other.words)[:_MOST_PASSAGES])
        for share, other in found
    ]
