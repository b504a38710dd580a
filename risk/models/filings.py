"""What was decided, and the two filings with the coordinating body of the same level (Article 24)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models import Organ
from risk.models.assessments import Assessment
from risk.models.decision_choices import DecisionOutcome, FilingKind
from risk.models.decisions import MajorDecision
from risk.models.gate import DECISION_GATE, RECORD_STAYS


class DecisionRecord(models.Model):
    """What was decided, on which day, by which meeting. Never rewritten.

    ``assessment`` NULL: none stood when it was decided. ``exception_reason``: it was carried out in reality though no
    approved assessment allowed it; shown red. ``superseded_at``: circumstances changed, it is assessed anew.
    """

    decision = models.ForeignKey(MajorDecision, on_delete=models.PROTECT, related_name="records")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=16, choices=DecisionOutcome.choices)
    decided_on = models.DateField(_("decided on"))
    meeting = models.CharField(_("decided by (meeting)"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    exception_reason = models.CharField(_("reason for the exception"), max_length=500, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        triggers = (DECISION_GATE, RECORD_STAYS)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=DecisionOutcome.values), name="decision_outcome_known"
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(superseded_at=None), name="decision_one_record_stands"
            ),
        )
        indexes = (
            models.Index(
                fields=["decision"], condition=~Q(exception_reason=""), name="decision_by_exception"
            ),
        )

    def __str__(self) -> str:
        """Show the outcome."""
        return str(self.get_outcome_display())


class Filing(models.Model):
    """One of the two filings: the report, or the decision. One that was sent back is followed by another.

    ``organ`` is the office of the body of the deciding body's own level. ``due_at`` NULL: no term was set.
    """

    decision = models.ForeignKey(MajorDecision, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(_("what is filed"), max_length=10, choices=FilingKind.choices)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, related_name="filings")
    record = models.ForeignKey(DecisionRecord, on_delete=models.PROTECT, null=True, related_name="filings")
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    receipt_number = models.CharField(_("receipt number"), max_length=40, blank=True)
    comment = models.TextField(_("comment of the body"), blank=True)
    sent_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="report", assessment__isnull=False, record=None)
                | Q(kind="decision", record__isnull=False, assessment=None),
                name="filing_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(sent_back_at=None), name="filing_received_or_sent_back"
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | ~Q(receipt_number=""), name="filing_received_with_number"
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at=None) | ~Q(comment=""), name="filing_sent_back_with_comment"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(sent_back_at=None), name="filing_report_once"
            ),
            models.UniqueConstraint(
                fields=["record"], condition=Q(sent_back_at=None), name="filing_decision_once"
            ),
        )
        indexes = (models.Index(fields=["organ", "decision"], name="filing_by_office"),)

    def __str__(self) -> str:
        """Show what is filed."""
        return str(self.get_kind_display())
