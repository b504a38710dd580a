"""The assessment: method, risk factors, what each expert says of them, and the rounds with their reports."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.common.versions import Confidence, VersionedRow, no_overlap, runs_forward
from risk.models.decision_choices import Aspect, DecisionOutcome, Phase, RiskLevel
from risk.models.decisions import MajorDecision
from risk.models.gate import APPROVED_STAYS


def _share(label: str | None = None) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(
        label, max_digits=5, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )


class AssessmentMethod(VersionedRow):
    """One version of a way to score, with where its numbers come from. Bounds: see ``rules.scoring.Method``."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    negligible_below = _share()
    small_to = _share()
    moderate_to = _share()
    large_to = _share()
    medium_from = _share()
    high_above = _share()
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=12, choices=Confidence.choices)

    class Meta:
        ordering = ("code", "-version")
        constraints = (
            no_overlap("assessment_method_periods_apart", "code"),
            runs_forward("assessment_method_runs_forward"),
            models.CheckConstraint(condition=~Q(source=""), name="assessment_method_has_source"),
            models.CheckConstraint(
                condition=Q(negligible_below__gt=0)
                & Q(small_to__gt=F("negligible_below"))
                & Q(moderate_to__gt=F("small_to"))
                & Q(large_to__gt=F("moderate_to"), large_to__lte=1)
                & Q(medium_from__gt=0)
                & Q(high_above__gt=F("medium_from"), high_above__lte=1),
                name="assessment_method_bounds_rise",
            ),
        )

    def __str__(self) -> str:
        """Show name and version."""
        return f"{self.name} · {self.version}"


class RiskFactor(models.Model):
    """One risk point of one round. ``dropped_at`` NULL: it counts; a dropped one keeps its scores."""

    decision = models.ForeignKey(MajorDecision, on_delete=models.CASCADE, related_name="factors")
    round = models.PositiveSmallIntegerField()
    title = models.CharField(_("risk point"), max_length=120)
    aspect = models.CharField(_("aspect"), max_length=16, choices=Aspect.choices)
    weight = _share(_("weight"))  # type: ignore[arg-type]
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="factor_weight_a_share"),
            models.UniqueConstraint(
                fields=["decision", "round", "title"],
                condition=Q(dropped_at=None),
                name="factor_once_a_round",
            ),
        )

    def __str__(self) -> str:
        """Show the risk point."""
        return self.title


class ExpertScore(models.Model):
    """What one expert says of one factor, before or after the measures: p and q from 0 to 1. Theirs alone to change."""

    factor = models.ForeignKey(RiskFactor, on_delete=models.CASCADE, related_name="scores")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=6, choices=Phase.choices)
    probability = _share()
    impact = _share()
    reason = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("factor", "phase", "pk")
        constraints = (
            models.UniqueConstraint(fields=["factor", "expert", "phase"], name="score_once_each"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1, impact__gte=0, impact__lte=1),
                name="score_between_zero_and_one",
            ),
        )

    def __str__(self) -> str:
        """Show p × q."""
        return f"{self.probability} × {self.impact}"


class Assessment(models.Model):
    """One report of one round, as it was handed in for review.

    ``level_before`` and ``level_after`` are computed from the scores by ``method``; ``level_final`` is the one after
    measures that holds, and differs from the computed one only with a reason. ``returned_at``: the review sent it back;
    ``superseded_at``: circumstances changed. One report of a decision at most is neither.
    """

    decision = models.ForeignKey(MajorDecision, on_delete=models.CASCADE, related_name="assessments")
    round = models.PositiveSmallIntegerField()
    method = models.ForeignKey(AssessmentMethod, on_delete=models.PROTECT, related_name="+")
    total_before = _share()
    total_after = _share()
    level_before = models.CharField(max_length=6, choices=RiskLevel.choices)
    level_after = models.CharField(max_length=6, choices=RiskLevel.choices)
    level_final = models.CharField(max_length=6, choices=RiskLevel.choices)
    level_reason = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=16, choices=DecisionOutcome.choices)
    legality = models.TextField()
    rationality = models.TextField()
    feasibility = models.TextField()
    controllability = models.TextField()
    summary = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    review_note = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        triggers = (APPROVED_STAYS,)
        constraints = (
            models.CheckConstraint(
                condition=Q(level_final=F("level_after")) | ~Q(level_reason=""),
                name="assessment_other_level_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | (Q(reviewed_by__isnull=False) & Q(returned_at=None)),
                name="assessment_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("author")),
                name="assessment_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(level_before__in=RiskLevel.values, level_after__in=RiskLevel.values)
                & Q(level_final__in=RiskLevel.values, conclusion__in=DecisionOutcome.values),
                name="assessment_words_known",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(returned_at=None, superseded_at=None),
                name="assessment_one_stands",
            ),
        )

    def __str__(self) -> str:
        """Name round and level."""
        return f"{self.round} · {self.get_level_final_display()}"

    @classmethod
    def lowered_q(cls) -> Q:
        """Return the condition: the level that holds is lower than the computed one."""
        high = Q(level_after=RiskLevel.HIGH) & ~Q(level_final=RiskLevel.HIGH)
        return high | Q(level_after=RiskLevel.MEDIUM, level_final=RiskLevel.LOW)

    @property
    def words(self) -> str:
        """All that the report says, for a comparison with others."""
        return "\n".join(
            (self.summary, self.legality, self.rationality, self.feasibility, self.controllability)
        )
