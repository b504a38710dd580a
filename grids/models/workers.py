"""Who works in a grid, from when to when (Article 15)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.models.grids import Grid
from pingan.common.versions import holds_q, no_overlap, runs_forward


class DutyRole(models.TextChoices):
    """网格长, 网格员, 网格辅助员."""

    LEADER = "leader", _("grid leader")
    WORKER = "worker", _("grid worker")
    ASSISTANT = "assistant", _("grid assistant")


class Employment(models.TextChoices):
    """Article 15 asks for at least one full-time worker in every grid of an urban community."""

    FULL_TIME = "full_time", _("full-time")
    PART_TIME = "part_time", _("part-time")


class GridAssignment(models.Model):
    """One person's duty in one grid during one period. History stays when it ends.

    ``valid_to`` NULL: still assigned. ``public_phone`` is shown to residents; blank: none is published, the
    account's own number never is.
    """

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="grid_assignments",
        verbose_name=_("person"),
    )
    duty_role = models.CharField(_("duty in the grid"), max_length=10, choices=DutyRole.choices)
    employment = models.CharField(_("employment"), max_length=10, choices=Employment.choices)
    public_phone = models.CharField(_("published phone"), max_length=30, blank=True)
    valid_from = models.DateField(_("assigned from"))
    valid_to = models.DateField(_("assigned until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_reason = models.CharField(_("reason for the end"), max_length=200, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("grid", "valid_from", "id")
        constraints = (
            no_overlap(
                "grid_assignment_once_at_a_time",
                "grid",
                "user",
                "duty_role",
                period=("valid_from", "valid_to"),
            ),
            runs_forward("grid_assignment_runs_forward", "valid_from", "valid_to"),
        )
        indexes = (models.Index(fields=["user", "valid_from"], name="grid_assignment_of_user"),)

    def __str__(self) -> str:
        """Show duty and period."""
        return f"{self.get_duty_role_display()} {self.valid_from}–{self.valid_to or ''}"

    @staticmethod
    def in_force_q(on: date) -> Q:
        """Return the condition that holds on a day; the day of ``valid_to`` no longer counts."""
        return holds_q(on, "valid_from", "valid_to")
