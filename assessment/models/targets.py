"""Target letters (Article 8): what a unit is to reach in a year, who answers for each task, and how far it has come."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.target_gate import LETTER_STAYS, PROGRESS_OF_SIGNED, TASKS_STAY
from pingan.org.models import Organ, Region


class TargetLetter(models.Model):
    """One version of the letter between a coordinating body and a unit for a year; both sign it.

    ``region`` is that of the body. A signature that is NULL has not been given; the words of it (``body_signature``,
    ``unit_signature``) keep who signed in which office. Once both have signed nothing of it changes: a revision is a
    further version with its ``reason``, which takes its place when both have signed that. ``edition`` counts changes of a
    draft, so that nobody signs what they have not seen.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("target letter", "to be signed")
        SIGNED = "signed", pgettext_lazy("target letter", "signed by both")
        REPLACED = "replaced", pgettext_lazy("target letter", "replaced by a later version")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    goals = models.TextField(_("goals"))
    document = models.CharField(_("document number"), max_length=120, blank=True)
    reason = models.CharField(_("reason for the revision"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=1)
    body_signed_at = models.DateTimeField(null=True)
    body_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    body_signature = models.CharField(max_length=200, blank=True)
    unit_signed_at = models.DateTimeField(null=True)
    unit_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit_signature = models.CharField(max_length=200, blank=True)
    replaced_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-year", "organ__name_pinyin", "-version", "-pk")
        triggers = (LETTER_STAYS,)
        constraints = (
            models.UniqueConstraint(
                fields=["region", "organ", "year", "version"], name="target_letter_version_once"
            ),
            models.UniqueConstraint(
                fields=["region", "organ", "year"],
                condition=Q(state="signed"),
                name="target_letter_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["region", "organ", "year"], condition=Q(state="draft"), name="target_letter_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", replaced_at=None)
                & (Q(body_signed_at=None) | Q(unit_signed_at=None))
                | Q(
                    state="signed",
                    body_signed_at__isnull=False,
                    unit_signed_at__isnull=False,
                    replaced_at=None,
                )
                | Q(
                    state="replaced",
                    body_signed_at__isnull=False,
                    unit_signed_at__isnull=False,
                    replaced_at__isnull=False,
                ),
                name="target_letter_signed_by_both",
            ),
            models.CheckConstraint(
                condition=(
                    Q(body_signed_at=None, body_signed_by=None, body_signature="")
                    | (Q(body_signed_at__isnull=False, body_signed_by__isnull=False) & ~Q(body_signature=""))
                )
                & (
                    Q(unit_signed_at=None, unit_signed_by=None, unit_signature="")
                    | (Q(unit_signed_at__isnull=False, unit_signed_by__isnull=False) & ~Q(unit_signature=""))
                ),
                name="target_letter_signature_whole",
            ),
            models.CheckConstraint(
                condition=Q(body_signed_by=None)
                | Q(unit_signed_by=None)
                | ~Q(body_signed_by=F("unit_signed_by")),
                name="target_letter_two_people_sign",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="target_letter_revised_with_reason"
            ),
            models.CheckConstraint(condition=~Q(goals=""), name="target_letter_has_goals"),
            models.CheckConstraint(
                condition=Q(year__gte=2023, year__lte=2100), name="target_letter_year_under_law"
            ),
        )
        indexes = (models.Index(fields=["organ", "year"], name="target_letter_of_unit"),)

    def __str__(self) -> str:
        """Name unit, year and version."""
        return f"{self.organ} {self.year} v{self.version}"


class TargetTask(models.Model):
    """One task of a letter: what, which department and who in office answers for it, until when (NULL: the year's end).

    ``owner_name`` is an official in ``owner_post``, as in the register of responsible persons (Article 7); nothing is
    counted by it. ``continues`` is the same task of the version before (NULL: it is new).
    """

    letter = models.ForeignKey(TargetLetter, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("task"), max_length=500)
    department = models.CharField(_("responsible department"), max_length=120)
    owner_post = models.CharField(_("office of the responsible person"), max_length=80)
    owner_name = models.CharField(_("responsible person"), max_length=60)
    due_on = models.DateField(_("until"), null=True, blank=True)
    continues = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="continued_as")

    class Meta:
        ordering = ("number",)
        triggers = (TASKS_STAY,)
        constraints = (
            models.UniqueConstraint(fields=["letter", "number"], name="target_task_number_once"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(department="") & ~Q(owner_post="") & ~Q(owner_name=""),
                name="target_task_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Show number and task."""
        return f"{self.number} {self.text}"


class TargetProgress(models.Model):
    """How far a task has come, as its unit says. Only ever added to."""

    class State(models.TextChoices):
        ON_TRACK = "on_track", pgettext_lazy("target task", "on track")
        BEHIND = "behind", pgettext_lazy("target task", "behind")
        DONE = "done", pgettext_lazy("target task", "done")

    task = models.ForeignKey(TargetTask, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    note = models.TextField(_("what was done"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signature = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")
        triggers = (
            PROGRESS_OF_SIGNED,
            pgtrigger.Protect(name="progress_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        )
        constraints = (models.CheckConstraint(condition=~Q(note=""), name="target_progress_says_what"),)
        indexes = (models.Index(fields=["task", "-made_at"], name="target_progress_newest"),)

    def __str__(self) -> str:
        """Show the state."""
        return str(self.get_state_display())
