"""Stored files, and what is still on its way here in pieces. They know no matter: apps above link them."""

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


class Upload(models.Model):
    """A file that its sender sends in pieces, under an id of the sender's own making.

    ``key`` is unique per sender only, so that nobody learns from an answer what others have sent. ``whole``: the
    pieces were put together, agreed with the promised digest and became ``file``; ``refused``: they did not, or
    the file is none that is taken, as ``reason`` says. Rows go seven days after the last sign of life.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", _("on its way")
        WHOLE = "whole", _("arrived whole")
        REFUSED = "refused", _("refused")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(help_text="Made by the sender.")
    name = EncryptedTextField(help_text="As it was sent; cleaned when the file is stored.")
    size_bytes = models.PositiveIntegerField(help_text="As promised.")
    sha256 = models.CharField(max_length=64, help_text="As promised: of the bytes that are sent.")
    read_place = models.BooleanField(help_text="The sender agreed that place and time of a photo are read.")
    offset = models.PositiveIntegerField(default=0, help_text="Bytes that have arrived, without a gap.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVING)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was refused, for people.")
    is_damaged = models.BooleanField(
        default=False, help_text="Refused because the bytes are not those promised; it may be sent anew."
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(db_index=True, help_text="Last sign of life of the sender.")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["owner", "key"], name="upload_once_per_sender"),
            models.CheckConstraint(
                condition=Q(size_bytes__gt=0, offset__lte=models.F("size_bytes")),
                name="upload_within_its_size",
            ),
            models.CheckConstraint(
                condition=Q(state="whole", file__isnull=False) | (~Q(state="whole") & Q(file=None)),
                name="upload_is_whole_with_a_file",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason="")) | (~Q(state="refused") & Q(reason="")),
                name="upload_is_refused_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        """Show the sender's own id; the name may hold people."""
        return str(self.key)


class UploadPiece(models.Model):
    """One piece of an upload, encrypted in storage as every file is; gone once the whole is checked."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveIntegerField(help_text="Where it begins in the file, in bytes.")
    size_bytes = models.PositiveIntegerField()
    storage_name = models.CharField(max_length=120, unique=True, help_text="Random; tells nothing.")

    class Meta:
        ordering = ("start",)
        constraints = (
            models.UniqueConstraint(fields=["upload", "start"], name="upload_piece_once"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="upload_piece_is_not_empty"),
        )

    def __str__(self) -> str:
        """Say where it begins."""
        return f"{self.upload_id}+{self.start}"
