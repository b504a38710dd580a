"""What the county does to several grids at once: splitting, merging, moving borders; from a day on, and undone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models.grids import Grid


class GridOperation(models.Model):
    """One decision on the ground of grids, made in one transaction and carried out on its ``day``.

    ``region`` is the smallest division around all its grids: who may see and undo it follows from that.
    ``carried_out_at`` NULL: its day has not come, or ``refusal`` says why it could not be carried out.
    ``undone_at`` NULL: it holds. An operation undone before its day was never carried out.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", pgettext_lazy("grids", "split")
        MERGE = "merge", pgettext_lazy("grids", "merged")
        BORDERS = "borders", pgettext_lazy("grids", "borders moved")

    kind = models.CharField(_("kind of operation"), max_length=10, choices=Kind.choices)
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("from the day"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    carried_out_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_reason = models.CharField(_("reason for undoing"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_reason="")
                | (Q(undone_at__isnull=False) & ~Q(undone_reason="")),
                name="grid_operation_undone_with_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grid_operation_has_reason"),
        )
        indexes = (
            models.Index(fields=["region", "-day"], name="grid_operation_of_region"),
            models.Index(
                fields=["day"],
                condition=Q(carried_out_at=None, undone_at=None, refusal=""),
                name="grid_operation_waiting",
            ),
        )

    def __str__(self) -> str:
        """Show kind and day."""
        return f"{self.get_kind_display()} {self.day}"


class GridOperationPart(models.Model):
    """One grid of an operation: ``from`` those that end or change, ``to`` those that begin.

    ``version`` is the grid's once the operation was written; another one means that somebody touched the grid since.
    ``former`` holds what undoing restores: the end of the grid and of its assignments, or the former border. ``planned``
    is the border that the grid gets on the day. ``matters`` are the keys of the open matters that left the grid.
    """

    class Side(models.TextChoices):
        FROM = "from", pgettext_lazy("grids", "before")
        TO = "to", pgettext_lazy("grids", "after")

    operation = models.ForeignKey(GridOperation, on_delete=models.PROTECT, related_name="parts")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="operation_parts")
    side = models.CharField(max_length=4, choices=Side.choices)
    version = models.PositiveIntegerField()
    former: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    planned: models.JSONField[Any, Any] = models.JSONField(null=True)
    matters: models.JSONField[list[int], list[int]] = models.JSONField(default=list)

    class Meta:
        ordering = ("operation", "side", "grid")
        constraints = (
            models.UniqueConstraint(fields=["operation", "grid"], name="grid_once_in_an_operation"),
        )

    def __str__(self) -> str:
        """Name operation and grid."""
        return f"{self.operation_id} {self.side} {self.grid_id}"
