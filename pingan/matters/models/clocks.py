"""Clocks: a term that runs, pauses, is extended, and whose end stays provable."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.matters.models.matters import Matter
from pingan.org.models import Organ


class Clock(models.Model):
    """One term of one stage of a matter (and of one unit, where several work at once).

    ``rule`` keeps the amount, unit, version key and source of the time limit as they stood at the start.
    ``stopped_at`` NULL means running; ``is_met`` is decided when it stops and never changes afterwards.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="clocks")
    stage = models.CharField(_("stage"), max_length=30)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    rule: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=15)
    extension = models.PositiveIntegerField(default=0, help_text="Added to the amount, in the same unit.")
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_provisional = models.BooleanField(
        default=False, help_text="Counted over a year without a final calendar."
    )
    is_urgent = models.BooleanField(default=False, help_text="Reminders go out at night too.")
    paused_at = models.DateTimeField(null=True, help_text="NULL: not paused now.")
    reminded = models.CharField(max_length=4, blank=True, help_text="Last reminder sent: warn or due.")
    stopped_at = models.DateTimeField(null=True)
    is_met = models.BooleanField(null=True, help_text="NULL: running, or given up without a verdict.")

    class Meta:
        ordering = ("started_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["matter", "stage", "organ"],
                condition=Q(stopped_at=None),
                nulls_distinct=False,
                name="clock_once_running",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
        )
        indexes = (
            models.Index(
                fields=["due_at"], name="clock_due_running", condition=Q(stopped_at=None, paused_at=None)
            ),
            models.Index(
                fields=["warn_at"], name="clock_warn_running", condition=Q(stopped_at=None, paused_at=None)
            ),
            models.Index(fields=["matter"], name="clock_missed", condition=Q(is_met=False)),
        )

    def __str__(self) -> str:
        """Name stage and end."""
        return f"{self.stage} → {self.due_at:%Y-%m-%d %H:%M}"


class ClockPause(models.Model):
    """A stretch of time during which a clock stood still, and why. ``ended_at`` NULL: it still does."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ("started_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at=None), name="pause_once_open"),
        )

    def __str__(self) -> str:
        """Show the reason."""
        return self.reason


class ClockExtension(models.Model):
    """An extension of a term: how much, who asked, who allowed it (never the same person), why."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="extensions")
    amount = models.PositiveIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="NULL: asked for outside the system, by parties or by the organ that decides.",
    )
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    due_before = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(asked_by=F("allowed_by")), name="extension_by_another"),
        )

    def __str__(self) -> str:
        """Show the amount."""
        return f"+{self.amount}"
