"""What a night's screening is told to look for, how a rule was tried, and what each night did."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.common.versions import VersionedQuerySet, VersionedRow, area_code, no_overlap, runs_forward


class Counted(models.TextChoices):
    """The kinds of matter that a screening counts."""

    INCIDENT = "incident", _("incidents")
    DISPUTE = "dispute", _("disputes")
    HAZARD = "hazard", _("hazards")


class RuleKind(models.TextChoices):
    """What a rule of the office looks for within a grid."""

    SAME_CLASS = "same_class", _("many of one class")
    GROUP = "group", _("many people in one matter")
    REPEATED = "repeated", _("the same matter again")
    OVERDUE = "overdue", _("terms run out")
    RECURRENCE = "recurrence", _("again after it was closed")


class RuleTerms(models.Model):
    """What a rule says. ``class_code`` blank: every class, each counted for itself.

    ``least`` matters within ``days`` days make a signal; for ``overdue`` the term has been over for ``days`` days or
    more; for ``recurrence`` the earlier one was closed within ``days`` days before. ``people``: how many people must be
    involved in each matter, for ``group`` only. ``region_code`` is the prefix of the area in which the rule holds.
    """

    code = models.CharField(_("code"), max_length=40, help_text="Of all versions of one rule.")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("what it looks for"), max_length=12, choices=RuleKind.choices)
    counted = models.CharField(_("among"), max_length=10, choices=Counted.choices)
    class_code = models.CharField(_("class"), max_length=40, blank=True)
    least = models.PositiveSmallIntegerField(
        _("how many at least"), validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    days = models.PositiveSmallIntegerField(
        _("within how many days"), validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    people = models.PositiveIntegerField(
        _("people involved at least"), default=0, validators=[MaxValueValidator(1_000_000)]
    )
    region_code = models.CharField(max_length=12, db_collation="C")
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class BackTest(RuleTerms):
    """What a rule would have found in a past period: the condition of switching it on.

    ``count`` signals would have been made; ``episodes`` say where, from when on, and on which matters (keys).
    """

    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    count = models.PositiveIntegerField()
    episodes: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            area_code("risk_back_test_area"),
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="risk_back_test_runs_forward"),
        )


class ScreeningRule(RuleTerms, VersionedRow):
    """One version of a rule of the office, in force from ``effective_from`` until another one or the end.

    A rule comes into being by being switched on, out of the back-test that it names; so none can be switched on untried.
    """

    back_test = models.OneToOneField(BackTest, on_delete=models.PROTECT, related_name="rule")
    switched_on_at = models.DateTimeField()

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("region_code", "code", "-version")
        constraints = (
            no_overlap("risk_screening_rule_once", "code", "region_code"),
            runs_forward("risk_screening_rule_forward"),
            area_code("risk_screening_rule_area"),
        )


class ScreeningRun(models.Model):
    """One night of one county: what was counted, how long each layer took, what came of it.

    A night is a day in Asia/Shanghai, screened after its end. ``timings`` are milliseconds and ``memory`` the largest
    resident size in KiB so far, both by layer; ``counts`` are whole numbers; ``watermark`` says which matters were read.
    ``requested_by`` NULL: the timetable.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("screening run", "waiting")
        FINISHED = "finished", pgettext_lazy("screening run", "finished")

    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, db_collation="C")
    night = models.DateField(_("night"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    timings: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    memory: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    counts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    watermark: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ("-night", "region_code")
        constraints = (
            models.UniqueConstraint(fields=["region_code", "night"], name="risk_run_once_a_night"),
            models.CheckConstraint(
                condition=Q(state="queued", finished_at=None)
                | Q(state="finished", started_at__isnull=False, finished_at__isnull=False),
                name="risk_run_end_is_whole",
            ),
        )
        indexes = (models.Index(fields=["state", "region_code", "night"], name="risk_run_state"),)

    def __str__(self) -> str:
        """Show county and night."""
        return f"{self.region_code[:6]} {self.night:%Y-%m-%d}"
