"""What assessed units say: their reports with evidence, and their objections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.run_gate import row_stays
from assessment.models.runs import AssessedUnit
from assessment.models.schemes import Indicator
from pingan.files.models import StoredFile

_OF_UNIT = "one.matter_id = (select run_id from assessment_assessedunit where id = coalesce(NEW.unit_id, OLD.unit_id))"
_OF_REPORT = """one.matter_id = (select unit.run_id from assessment_assessedunit unit
 left join assessment_selfreport report on report.id = coalesce(NEW.report_id, OLD.report_id)
 left join assessment_objection objection on objection.id = coalesce(NEW.objection_id, OLD.objection_id)
 where unit.id = coalesce(report.unit_id, objection.unit_id))"""


class SelfReport(models.Model):
    """What a unit reports for one indicator, and whether the department that supplies the number confirms it.

    ``part`` and ``whole`` are ``own.part`` and ``own.whole`` of the expression; ``whole`` NULL: a plain number.
    """

    class State(models.TextChoices):
        REPORTED = "reported", _("reported")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")

    unit = models.ForeignKey(AssessedUnit, on_delete=models.PROTECT, related_name="reports")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    part = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    whole = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("indicator__order", "id")
        triggers = row_stays("locked_reports_stay", _OF_UNIT, once="locked_at")
        constraints = (
            models.UniqueConstraint(fields=["unit", "indicator"], name="reported_once"),
            models.CheckConstraint(
                condition=Q(state="reported", judged_at=None)
                | (~Q(state="reported") & Q(judged_at__isnull=False)),
                name="judged_report_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(answer=""), name="returned_report_has_its_reason"
            ),
        )

    def __str__(self) -> str:
        """Show its state."""
        return str(self.get_state_display())


class Objection(models.Model):
    """What a unit says against one preliminary score, and the answer; ``is_upheld`` NULL: not answered yet."""

    unit = models.ForeignKey(AssessedUnit, on_delete=models.PROTECT, related_name="objections")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    is_upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        triggers = row_stays("final_objections_stay", _OF_UNIT)
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "indicator"], condition=Q(is_upheld=None), name="one_open_objection"
            ),
            models.CheckConstraint(
                condition=Q(is_upheld=None, answered_at=None)
                | (Q(is_upheld__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="objection_answered_whole",
            ),
        )

    def __str__(self) -> str:
        """Show its beginning."""
        return self.text[:40]


class EvidenceFile(models.Model):
    """One file of a report or an objection; ``sha256`` is that of its bytes when it was handed in."""

    report = models.ForeignKey(SelfReport, on_delete=models.PROTECT, null=True, related_name="files")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, null=True, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        triggers = row_stays("final_evidence_stays", _OF_REPORT)
        constraints = (
            models.CheckConstraint(
                condition=Q(report=None, objection__isnull=False) | Q(report__isnull=False, objection=None),
                name="evidence_of_one",
            ),
        )

    def __str__(self) -> str:
        """Show the digest."""
        return self.sha256
