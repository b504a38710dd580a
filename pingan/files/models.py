"""Stored files. They know no matter: apps above link them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.common.fields import EncryptedTextField


class StoredFile(models.Model):
    """One file as it is kept: checked, a photo rewritten without its metadata, encrypted in storage.

    The same bytes sent twice are two rows (two shots may look alike); ``sha256`` of the plain bytes lets an
    app above recognise a double within one matter. ``uploaded_by`` NULL: made by the system.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")
        AUDIO = "audio", _("recording")

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    original_name = EncryptedTextField(
        _("file name"), help_text="Cleaned; never a path. People put names and phones into it."
    )
    media_type = models.CharField(max_length=100, help_text="Found in the bytes, not claimed by the sender.")
    size_bytes = models.PositiveIntegerField(help_text="Of the plain bytes; storage holds a little more.")
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of the plain bytes as kept.")
    storage_name = models.CharField(max_length=120, unique=True, help_text="Random; tells nothing.")
    thumbnail_name = models.CharField(max_length=120, blank=True, help_text="Blank: no small picture.")
    width = models.PositiveIntegerField(null=True, help_text="Pixels; NULL: not a photo.")
    height = models.PositiveIntegerField(null=True, help_text="Pixels; NULL: not a photo.")
    duration_seconds = models.PositiveIntegerField(null=True, help_text="NULL: unknown, or no sound.")
    taken_at = models.DateTimeField(null=True, help_text="From EXIF, with consent; NULL: unknown.")
    longitude = models.FloatField(null=True, help_text="WGS-84 degrees from EXIF, with consent.")
    latitude = models.FloatField(null=True, help_text="WGS-84 degrees from EXIF, with consent.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    deleted_at = models.DateTimeField(null=True, help_text="The bytes are gone since then; the row tells so.")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="file_is_not_empty"),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="file_place_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Show the name that the sender gave."""
        return str(self.original_name)
