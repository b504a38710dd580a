"""What was brought in from a file: who, when, which bytes, how many rows, and which rows of which table it touched."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportRecord(models.Model):
    """One import that was applied, whole. The file itself is not kept: it may hold names; its digest is.

    ``region_code`` is the division of the post that did it: who sees that area sees the import.
    ``undone_at`` NULL: it stands.
    """

    kind = models.CharField(max_length=40, help_text="Name of the importer.")
    region_code = models.CharField(max_length=12, db_collation="C")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    file_sha256 = models.CharField(max_length=64)
    file_format = models.CharField(max_length=10)
    reason = models.CharField(_("reason"), max_length=200)
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    applied_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["kind", "-id"], name="import_of_kind"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(file_sha256__regex=r"^[0-9a-f]{64}$"), name="import_digest_whole"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_reason="")
                | Q(undone_at__isnull=False) & ~Q(undone_reason=""),
                name="import_undone_with_reason",
            ),
        )

    def __str__(self) -> str:
        """Name kind and number."""
        return f"{self.kind} #{self.pk}"


class ImportChange(models.Model):
    """One row that an import touched: its key, what was done, and how it was left.

    ``mark`` is what the importer recognises the row by as the import left it (a version): undoing is refused once it
    differs. ``before`` holds what undoing needs and no other table keeps.
    """

    class Act(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")

    record = models.ForeignKey(ImportRecord, on_delete=models.CASCADE, related_name="changes")
    object_id = models.BigIntegerField()
    act = models.CharField(max_length=7, choices=Act.choices)
    mark = models.CharField(max_length=100)
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ("record", "object_id")
        constraints = (models.UniqueConstraint(fields=["record", "object_id"], name="import_change_once"),)

    def __str__(self) -> str:
        """Show what was done to which row."""
        return f"{self.act} {self.object_id}"
