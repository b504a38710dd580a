"""Codes of a survey that are still good, the answers, what arrived already, and the results."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessment.models import survey_gate as gate
from assessment.models.survey_choices import AgeBand, Channel, Dimension, Flag, Section, Setting, Sex
from assessment.models.surveys import CodeBatch, Survey
from pingan.org.models import Region


class SurveyCode(models.Model):
    """A code that is still good: its keyed digest. Used once it is gone, so that nothing is left to join an answer to."""

    digest = models.CharField(max_length=64, primary_key=True)
    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")

    def __str__(self) -> str:
        """Name the digest."""
        return self.digest[:8]


class SurveyAnswer(models.Model):
    """One sheet: cell, way and day, and a mark from 1 to 5 for each question by its place; 0: not answered.

    ``seconds``: how long it took, in tens up to a minute, else in minutes; NULL: nobody knows. ``flag`` blank: sound;
    others are counted and left out.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    sex = models.CharField(max_length=6, choices=Sex.choices)
    age = models.CharField(max_length=5, choices=AgeBand.choices)
    setting = models.CharField(max_length=5, choices=Setting.choices)
    channel = models.CharField(max_length=11, choices=Channel.choices)
    answered_on = models.DateField()
    seconds = models.PositiveSmallIntegerField(null=True)
    marks = ArrayField(models.PositiveSmallIntegerField())
    flag = models.CharField(max_length=8, choices=Flag.choices, blank=True)

    class Meta:
        ordering = ("pk",)
        triggers = (gate.ANSWERED_IN_FIELD, gate.ANSWERS_STAY)
        constraints = (
            models.CheckConstraint(
                condition=Q(marks__contained_by=[0, 1, 2, 3, 4, 5], marks__len__gte=1),
                name="survey_marks_of_five",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values) & (Q(flag="") | Q(flag__in=Flag.values)),
                name="survey_answer_known",
            ),
        )

    def __str__(self) -> str:
        """Name the key."""
        return f"answer {self.pk}"


class SurveyArrival(models.Model):
    """A phone sheet or a file that has arrived, so that the same one counts once; not joined to what it held.

    ``digest``: of a sheet the keyed digest of the number that the page wrote into it, of a file that of its sorted rows.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        """Name the digest."""
        return self.digest[:8]


class SurveyResult(models.Model):
    """What came of one section in one division, whole or of one group. Never changed.

    ``section`` is one of ``Section`` or ``satisfaction`` (the five together). ``index``, ``low`` and ``high`` from 0
    to 100, NULL where they are hidden; ``answers`` counts the sheets, ``effective`` what they are worth. ``place``,
    ``best``, ``worst`` and ``band``: among the divisions of its kind; NULL where none stands beside it.
    """

    SATISFACTION = "satisfaction"

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="results")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=13)
    dimension = models.CharField(max_length=7, choices=Dimension.choices, blank=True)
    group = models.CharField(max_length=6, blank=True)
    answers = models.PositiveIntegerField()
    effective = models.DecimalField(max_digits=11, decimal_places=4, null=True)
    index = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    low = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    place = models.PositiveSmallIntegerField(null=True)
    best = models.PositiveSmallIntegerField(null=True)
    worst = models.PositiveSmallIntegerField(null=True)
    band = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("region__code", "section", "dimension", "group")
        triggers = (gate.RESULTS_STAY,)
        constraints = (
            models.UniqueConstraint(
                fields=["survey", "region", "section", "dimension", "group"], name="survey_result_once"
            ),
            models.CheckConstraint(
                condition=Q(section__in=[*Section.values, "satisfaction"]), name="survey_result_section_known"
            ),
            models.CheckConstraint(
                condition=Q(index=None, low=None, high=None, place=None, effective=None)
                | Q(index__gte=F("low"), index__lte=F("high"), low__gte=0, high__lte=100),
                name="survey_result_within_bounds",
            ),
        )

    def __str__(self) -> str:
        """Name what it is of."""
        return f"{self.region_id} {self.section} {self.dimension} {self.group}"

    @property
    def is_hidden(self) -> bool:
        """Say whether it is not shown, since too few answered or it would give away others."""
        return self.index is None
