"""What each unit answers to an order, its findings, and who did what with the report."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.registers.models.rounds import RegisterRound


class ReportState(models.TextChoices):
    """待报, 待审核, 已退回, 已审核通过."""

    OPEN = "open", pgettext_lazy("report", "to be reported")
    SUBMITTED = "submitted", pgettext_lazy("report", "waiting for review")
    RETURNED = "returned", pgettext_lazy("report", "returned")
    ACCEPTED = "accepted", pgettext_lazy("report", "accepted")


class RegisterReport(models.Model):
    """The report of one unit in one round; the row is made when the round opens, so nobody can be forgotten.

    Kind, key, code, name and area of the unit are frozen as they stood then; the name of a grid in a standing register
    is that of its last entry. ``unit_level``: 1 province to 5 village, 6 what lies inside a village; a unit of a body one
    below that body's level. ``organ`` NULL: the unit is a place, not an organ. ``is_nothing_found`` is the statement
    itself (零报告): an empty report never means it. ``values`` are as ``registers.rules.values`` cleaned
    them. ``first_submitted_at`` decides whether it came late. ``urged_on``: the last day on which somebody urged it;
    NULL: nobody did. ``erased_at`` NULL: the words are kept; else numbers and choices are all that is left.
    """

    round = models.ForeignKey(RegisterRound, on_delete=models.PROTECT, related_name="reports")
    unit_kind = models.CharField(max_length=30, db_collation="C")
    unit_id = models.BigIntegerField()
    unit_level = models.PositiveSmallIntegerField()
    unit_code = models.CharField(max_length=30, db_collation="C")
    unit_name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=12, db_collation="C")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.OPEN)
    is_nothing_found = models.BooleanField(default=False)
    values: models.JSONField[Any, Any] = models.JSONField(default=dict)
    finding_count = models.PositiveIntegerField(default=0)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why it was returned; blank: it was not.")
    urged_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("unit_code", "pk")
        constraints = (
            models.UniqueConstraint(fields=["round", "unit_kind", "unit_id"], name="register_report_once"),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="register_report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(is_nothing_found=False) | Q(finding_count=0),
                name="register_report_nothing_is_zero",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(first_submitted_at__isnull=False, submitted_at__isnull=False),
                name="register_report_submitted_since",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note="") | Q(erased_at__isnull=False),
                name="register_report_returned_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=["round", "region_code", "id"], name="register_report_of_area"),
            models.Index(fields=["round", "unit_code", "id"], name="register_report_by_code"),
            models.Index(fields=["unit_kind", "unit_id"], name="register_report_of_unit"),
            models.Index(
                fields=["region_code"], condition=Q(state="submitted"), name="register_report_to_review"
            ),
        )

    def __str__(self) -> str:
        """Name the unit."""
        return self.unit_name


class RegisterFinding(models.Model):
    """One thing found, as its report states it, or one entry of a register. It may become a matter once; it stays itself.

    ``target`` and ``matter`` are empty until then; from then on ``values`` hold no more than choices. ``number``
    counts within the report. ``due_on`` is the day that its form watches and ``warn_on`` the day of the first
    reminder; NULL: none is watched. ``reminded`` is the last one sent: "", "warn" or "due". ``settled_on`` NULL: it
    still stands; else it was done, came to its end, or was renewed by the entry ``replaced_by``. What was settled is
    never changed again, nor taken out. ``ending`` is the way in which it ended, a code of its definition's
    ``endings``; blank: it stands, was renewed, or its definition names no ways. ``responsible`` is the unit to which
    an entry was handed and which tells how
    far it is (Article 11: what a body decided); NULL: whoever keeps the register does.
    """

    report = models.ForeignKey(RegisterReport, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    values: models.JSONField[Any, Any] = models.JSONField(default=dict)
    target = models.CharField(max_length=30, blank=True, db_collation="C")
    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("matter")
    )
    due_on = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    reminded = models.CharField(max_length=4, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_note = models.CharField(max_length=300, blank=True)
    ending = models.CharField(max_length=40, blank=True, db_collation="C")
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    responsible = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("report", "number")
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="register_finding_number_once"),
            models.CheckConstraint(
                condition=Q(target="", matter=None) | (~Q(target="") & Q(matter__isnull=False)),
                name="register_finding_becomes_something",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, warn_on=None) | Q(due_on__isnull=False, warn_on__lte=F("due_on")),
                name="register_finding_warned_before",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(settled_on__isnull=False),
                name="register_finding_replaced_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(ending="") | Q(settled_on__isnull=False, replaced_by=None),
                name="register_finding_ended_is_settled",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_on", "id"],
                condition=Q(settled_on=None, due_on__isnull=False),
                name="register_finding_watched",
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return f"{self.report_id}/{self.number}"


class ReportFile(models.Model):
    """A stored file that a report's values name."""

    report = models.ForeignKey(RegisterReport, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        """Name the keys."""
        return f"{self.report_id} {self.file_id}"


class ReportStep(models.Model):
    """One step of a report: who took it, when, from which state to which, with which words.

    Only ever added to; the words alone can be taken out again, when their time of keeping ends. ``finding`` is the entry
    that was handed on or of which it tells; NULL: the report itself, or an entry that its words name.
    """

    report = models.ForeignKey(RegisterReport, on_delete=models.PROTECT, related_name="steps")
    finding = models.ForeignKey(RegisterFinding, on_delete=models.PROTECT, null=True, related_name="steps")
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signature = models.CharField(max_length=200)
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=ReportState.choices)
    to_state = models.CharField(max_length=10, choices=ReportState.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        triggers = (
            pgtrigger.Protect(name="step_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="step_is_fixed", exclude=["note"]),
            pgtrigger.Protect(
                name="step_words_only_go", operation=pgtrigger.Update, condition=~pgtrigger.Q(new__note="")
            ),
        )

    def __str__(self) -> str:
        """Show the move."""
        return f"{self.move} {self.from_state}→{self.to_state}"
