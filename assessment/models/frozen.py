"""What a run rests on, as it was when the data were locked: numbers, records, and the scores that came of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.run_gate import (
    CHANGES_STAY,
    OF_RUN,
    SCORE_MOVES_WITH_REASON,
    row_stays,
    statement_stays,
)
from assessment.models.runs import AssessedUnit, AssessmentRun
from assessment.models.schemes import Indicator


class FrozenCell(models.Model):
    """One figure of one township or unit: numerator, denominator (NULL: a plain count), and the keys of its records."""

    run = models.ForeignKey(AssessmentRun, on_delete=models.PROTECT, related_name="cells")
    figure = models.CharField(max_length=60)
    key = models.CharField(max_length=20, help_text="Nine digits of a township, or the key of a unit.")
    part = models.PositiveIntegerField()
    whole = models.PositiveIntegerField(null=True)
    ids_in: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)
    ids_out: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        triggers = statement_stays("final_cells_stay", OF_RUN)
        constraints = (
            models.UniqueConstraint(fields=["run", "key", "figure"], name="frozen_cell_once"),
            models.CheckConstraint(
                condition=Q(whole=None) | Q(whole__gte=models.F("part")), name="part_within_whole"
            ),
        )

    def __str__(self) -> str:
        """Show figure and key."""
        return f"{self.figure} {self.key}"


class FrozenRecord(models.Model):
    """One record as it stood: its number, what was looked at, and a digest of both. No free text, no person."""

    run = models.ForeignKey(AssessmentRun, on_delete=models.PROTECT, related_name="records")
    source = models.CharField(max_length=40)
    record = models.BigIntegerField()
    number = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        triggers = statement_stays("final_records_stay", OF_RUN)
        constraints = (
            models.UniqueConstraint(fields=["run", "source", "record"], name="frozen_record_once"),
        )

    def __str__(self) -> str:
        """Show its number."""
        return self.number


class Score(models.Model):
    """What one unit earned for one indicator.

    ``exact`` is the value as a fraction (``"n/d"``), ``value`` the same with four decimals; both empty without data.
    ``numbers`` are those that the expression read, ``part`` and ``whole`` the counts that stand beside a share.
    ``weight`` is what it weighed after weight without data was shared out. ``computed`` are the points that were
    computed and never change, ``points`` those that hold now (NULL: no data). ``notes`` are codes.
    """

    class Note(models.TextChoices):
        NO_DATA = "no_data", _("no data: its weight is shared out among the others")
        FEW = "few", _("few cases")
        MORE_WEIGHT = "more_weight", _("carries weight of others that have no data")
        NOT_REPORTED = "not_reported", _("nothing was reported")

    run = models.ForeignKey(AssessmentRun, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey(AssessedUnit, on_delete=models.PROTECT, related_name="scores")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    exact = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    numbers = models.JSONField(default=dict)
    part = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    whole = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    weight = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    place = models.PositiveIntegerField(null=True)
    computed = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    points = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    notes: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        triggers = (*statement_stays("final_scores_stay", OF_RUN), SCORE_MOVES_WITH_REASON)
        constraints = (models.UniqueConstraint(fields=["unit", "indicator"], name="scored_once"),)

    def __str__(self) -> str:
        """Show the points."""
        return str(self.points)


class ScoreChange(models.Model):
    """One change of points, with its reason; rows are only added."""

    class Stage(models.TextChoices):
        REVIEW = "review", _("review")
        OBJECTION = "objection", _("objection")

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="changes")
    from_points = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    to_points = models.DecimalField(max_digits=12, decimal_places=4)
    reason = models.TextField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        triggers = (
            *row_stays(
                "final_changes_stay",
                "one.matter_id = (select run_id from assessment_score where id = NEW.score_id)",
            ),
            CHANGES_STAY,
        )
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="score_change_has_its_reason"),)

    def __str__(self) -> str:
        """Show both ends."""
        return f"{self.from_points} → {self.to_points}"
