"""Kept sums of figures, and the marks of what may have changed. Nothing here counts a person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length


class Span(models.TextChoices):
    """What one cell covers."""

    DAY = "day"
    MONTH = "month"


class FigureCellQuerySet(models.QuerySet["FigureCell"]):
    """Chainable parts of questions about cells."""

    def of_townships(self) -> FigureCellQuerySet:
        """Keep what was counted, not what was summed from it over a county."""
        return self.alias(digits=Length("code")).filter(digits=9)


class FigureCell(models.Model):
    """One figure of one division over one span, as its records stood when they were last counted.

    ``code``: the first 9 (township) or 6 (county) digits of the division; a matter of a county itself counts under that code
    with zeros. ``whole`` NULL: a plain count. What has no records has no row.
    """

    figure = models.CharField(max_length=60)
    code = models.CharField(max_length=9, db_collation="C")
    span = models.CharField(max_length=5, choices=Span)
    first_on = models.DateField()
    part = models.PositiveIntegerField()
    whole = models.PositiveIntegerField(null=True)

    objects = FigureCellQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint("code", "figure", "span", "first_on", name="office_cell_once"),
            models.CheckConstraint(condition=Q(span__in=("day", "month")), name="office_cell_span"),
            models.CheckConstraint(
                condition=Q(whole=None) | Q(part__lte=F("whole")), name="office_cell_part_of_whole"
            ),
        )

    def __str__(self) -> str:
        return f"{self.figure} {self.code} {self.span} {self.first_on}"


class SummaryMark(models.Model):
    """Something changed that a figure of this township and day may rest on. Written by triggers, deleted by the refresh.

    ``topic`` is the ``source`` of the figures. Many rows may say the same: writers never wait for one another.
    """

    topic = models.CharField(max_length=40)
    township = models.CharField(max_length=9)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.topic} {self.township} {self.day}"


class SummaryRun(models.Model):
    """The one row that says how fresh the sums are.

    ``fresh_at``: what had been committed by then is counted. ``recounted_at``: when everything was last counted anew;
    ``differences``: how many cells that recount had to mend (NULL: never recounted).
    """

    fresh_at = models.DateTimeField()
    recounted_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="office_run_one_row"),)

    def __str__(self) -> str:
        return f"fresh at {self.fresh_at:%F %T}"
