"""Surveys of the public (Article 59): what is asked of whom, what was answered, what came of it. No person anywhere.

An answer knows its day and no moment, and its key is drawn by lot: neither the order of rows nor a log of requests tells
which came from where. No address, device, account, code or number of a respondent stands in any of these tables.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models import survey_gate as gate
from assessment.models.survey_choices import (
    LONGEST_QUESTION,
    AgeBand,
    Scale,
    Section,
    Setting,
    Sex,
    SurveyKind,
)
from pingan.matters.models import Matter
from pingan.org.models import Region


class Survey(models.Model):
    """One wave of a survey. Its numbers are those of the rulebook when it was drafted; ``sources`` says whence each came.

    ``points`` are what the answers from best to worst give to the index, 0 to 100 (two at 100 and the rest at 0: the share
    of the best two). ``margin`` in percentage points at 95 per cent for each county, ``expected_share`` in per cent,
    ``expected_deff`` and ``weight_cap`` as multiples, ``least_cell`` the fewest answers that are shown. ``answered`` counts
    all answers, ``straight`` and ``speeders`` those left out, ``coverage`` the per cent of people in cells with an answer;
    NULL: still in the field.
    """

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="survey")
    kind = models.CharField(_("kind"), max_length=10, choices=SurveyKind.choices)
    period_from = models.DateField(_("about the time from"))
    period_to = models.DateField(_("until"))
    opens_on = models.DateField(_("asked from"))
    closes_on = models.DateField(_("asked until"))
    introduction = models.TextField(_("words to those asked"))
    contractor = models.CharField(_("carried out by"), max_length=120, blank=True)
    points = ArrayField(models.PositiveSmallIntegerField(), size=5)
    margin = models.DecimalField(
        _("margin (percentage points)"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0)]
    )
    expected_share = models.DecimalField(_("expected share (%)"), max_digits=5, decimal_places=2)
    expected_deff = models.DecimalField(_("expected design effect"), max_digits=4, decimal_places=2)
    weight_cap = models.DecimalField(_("largest weight"), max_digits=4, decimal_places=2)
    least_cell = models.PositiveSmallIntegerField(_("fewest answers shown"))
    least_seconds = models.PositiveSmallIntegerField(_("fewest seconds"))
    straight_from = models.PositiveSmallIntegerField(_("marks that make a line"))
    sources = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    fielded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answered = models.PositiveIntegerField(null=True)
    straight = models.PositiveIntegerField(null=True)
    speeders = models.PositiveIntegerField(null=True)
    coverage = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    document = models.CharField(_("document number"), max_length=120, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        triggers = (gate.SURVEY_OFFICIAL, gate.SURVEY_STAYS)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=SurveyKind.values), name="survey_kind_known"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from"), closes_on__gte=F("opens_on")),
                name="survey_days_run_forward",
            ),
            models.CheckConstraint(
                condition=Q(points__len=5, points__contained_by=list(range(101))),
                name="survey_points_of_five",
            ),
            models.CheckConstraint(
                condition=Q(
                    margin__gt=0,
                    margin__lte=20,
                    expected_share__gte=0,
                    expected_share__lte=100,
                    expected_deff__gte=1,
                    weight_cap__gte=1,
                    least_cell__gte=1,
                ),
                name="survey_numbers_possible",
            ),
            models.CheckConstraint(
                condition=(Q(closed_at=None) | Q(fielded_at__isnull=False, answered__isnull=False))
                & (Q(published_at=None) | Q(closed_at__isnull=False)),
                name="survey_steps_in_order",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(drafted_by=None) | ~Q(published_by=F("drafted_by")),
                name="survey_published_by_another",
            ),
        )

    def __str__(self) -> str:
        """Show the file number and title."""
        return str(self.matter)


class SurveyQuestion(models.Model):
    """One question with five answers, worded by its scale; on the scale ``many`` 5 is bad."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(_("section"), max_length=13, choices=Section.choices)
    scale = models.CharField(_("answers"), max_length=9, choices=Scale.choices)
    text = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    text_en = models.CharField(_("question in English"), max_length=240, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        ordering = ("position", "pk")
        triggers = (gate.QUESTIONS_STAY,)
        constraints = (
            models.UniqueConstraint(
                fields=["survey", "position"],
                name="survey_question_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(section__in=Section.values), name="survey_section_known"),
            models.CheckConstraint(condition=Q(scale__in=Scale.values), name="survey_scale_known"),
        )

    def __str__(self) -> str:
        """Show the question."""
        return self.text

    @property
    def is_reversed(self) -> bool:
        """Say whether 5 is the worst answer."""
        return self.scale == Scale.MANY

    def shown(self, *, language: str) -> str:
        """Return the words in a language, the Chinese ones where there are no others."""
        return self.text_en if language.startswith("en") and self.text_en else self.text


class SampleCell(models.Model):
    """How many people live in one cell of the plan, and how many answers of it are wanted."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="cells")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=6, choices=Sex.choices)
    age = models.CharField(max_length=5, choices=AgeBand.choices)
    setting = models.CharField(max_length=5, choices=Setting.choices)
    population = models.PositiveIntegerField(validators=[MaxValueValidator(100_000_000)])
    wanted = models.PositiveIntegerField()

    class Meta:
        ordering = ("region__code", "sex", "age", "setting")
        triggers = (gate.CELLS_STAY,)
        constraints = (
            models.UniqueConstraint(
                fields=["survey", "region", "sex", "age", "setting"], name="survey_cell_once"
            ),
            models.CheckConstraint(
                condition=Q(sex__in=Sex.values, age__in=AgeBand.values, setting__in=Setting.values),
                name="survey_cell_known",
            ),
            models.CheckConstraint(
                condition=Q(wanted__lte=F("population")), name="survey_cell_wants_at_most_all"
            ),
        )

    def __str__(self) -> str:
        """Name the cell."""
        return f"{self.region} {self.sex} {self.age} {self.setting}"


class CodeBatch(models.Model):
    """One time that codes were drawn for a division: how many. Which ones, nobody can look up."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="batches")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    issued = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(issued__gte=1), name="survey_batch_not_empty"),)

    def __str__(self) -> str:
        """Name the number of codes."""
        return str(self.issued)
