"""An order to report: one definition, one area, one period."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.common.versions import area_code
from pingan.registers.models.definitions import RegisterDefinition


class RoundState(models.TextChoices):
    """草稿, 进行中, 已结束, 已取消."""

    DRAFT = "draft", pgettext_lazy("round", "draft")
    OPEN = "open", pgettext_lazy("round", "under way")
    CLOSED = "closed", pgettext_lazy("round", "closed")
    CANCELLED = "cancelled", pgettext_lazy("round", "cancelled")


class RegisterRound(models.Model):
    """One order. The definition's version is the one in force when it was opened, and stays.

    ``region_code`` is the prefix of ``region``, fixed at the order. ``due_at`` NULL: a standing register.
    ``listed_at`` NULL: its units are not listed yet (a job does it after opening). ``reminded`` is the last
    automatic reminder that was sent: "", "warn" or "due". ``organ`` NULL: the post that ordered it has no unit.
    ``hold_until`` NULL: no hold; else no word of its reports is erased before. ``schedule`` NULL: somebody ordered
    it by hand; else the job did, on the ``occasion`` that the schedule has once.
    """

    definition = models.ForeignKey(RegisterDefinition, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(_("title"), max_length=120)
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, db_collation="C", editable=False)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    opens_on = models.DateField(_("reporting begins on"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    instructions = models.TextField(_("instructions"), blank=True)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    reminded = models.CharField(max_length=4, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, editable=False)
    listed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_reason = models.CharField(max_length=300, blank=True, editable=False)
    hold_until = models.DateField(null=True, editable=False)
    schedule = models.ForeignKey(
        "registers.RoundSchedule", on_delete=models.PROTECT, null=True, related_name="rounds", editable=False
    )
    occasion = models.CharField(max_length=24, blank=True, editable=False, db_collation="C")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            area_code("register_round_area"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="register_round_period_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="register_round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None)
                | Q(state="cancelled")
                | Q(state__in=("open", "closed"), opened_at__isnull=False),
                name="register_round_open_since",
            ),
            models.UniqueConstraint(
                fields=["schedule", "occasion"],
                condition=Q(schedule__isnull=False),
                name="register_round_once_per_occasion",
            ),
        )
        indexes = (
            models.Index(fields=["region_code", "state"], name="register_round_of_area"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="register_round_due"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class RoundFile(models.Model):
    """A stored file that goes with an order."""

    round = models.ForeignKey(RegisterRound, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Name the keys."""
        return f"{self.round_id} {self.file_id}"
