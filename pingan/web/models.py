"""Tables of the toolbox: exports that are made in the background, and what was given out as a file."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExportJob(models.Model):
    """One export too long to wait for. It is made under the post that asked, and only that post may fetch it.

    ``query`` is the list's filter as in its address, ``columns`` the keys in order. ``rows_expected`` is the
    count when it was asked for (NULL: not counted to the end); ``rows_done`` is what the file holds. Of a file that is
    made as a whole, ``list_name`` is its name, ``query`` says of what, and parts are counted instead of rows.
    """

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel")
        PDF = "pdf", _("PDF")
        JSON = "json", _("JSON")
        ZIP = "zip", _("ZIP")

    class State(models.TextChoices):
        QUEUED = "queued", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("org.Post", on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=40)
    query: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    columns: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    format = models.CharField(max_length=4, choices=Format.choices)
    purpose = models.CharField(_("purpose"), max_length=200)
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    rows_expected = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    size_bytes = models.PositiveBigIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, help_text="NULL: not finished yet.")
    expires_at = models.DateTimeField(help_text="The file is erased at this moment.")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["user", "-id"], name="export_of_user"),)

    def __str__(self) -> str:
        """Name list and format."""
        return f"{self.list_name}.{self.format} #{self.pk}"


class ExportPart(models.Model):
    """A piece of an export's file, in order: no process ever holds the whole of it in memory."""

    job = models.ForeignKey(ExportJob, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("job", "number")
        constraints = (models.UniqueConstraint(fields=["job", "number"], name="export_part_once"),)

    def __str__(self) -> str:
        """Show the place in the order."""
        return f"part {self.number}"


class IssuedFile(models.Model):
    """One file that left the house: the code printed in it, the digest of its bytes, what it is of. Never changed or
    deleted.

    It lets anybody who holds the file ask whether it is unaltered (``pingan.web.verification``), and names nobody: who
    took it, and what for, stands in the security log.
    """

    code = models.CharField(_("verification code"), max_length=16, unique=True)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    format = models.CharField(max_length=4)
    name = models.CharField(max_length=40, help_text="Name of the list or file, as exports know it.")
    rows = models.PositiveIntegerField()
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["sha256"], name="issued_file_digest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="issued_file_digest_whole"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="issued_file_code_whole"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="issued_files_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Show the code in groups."""
        return "-".join(self.code[start : start + 4] for start in range(0, 16, 4))
