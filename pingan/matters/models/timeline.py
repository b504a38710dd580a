"""What happened to a matter: append-only, chained, readable."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pingan.common.fields import EncryptedTextField
from pingan.matters.models.matters import Matter


class TimelineEntry(models.Model):
    """One event. ``hash`` covers the entry and the hash before it; the note only by its salted digest.

    So retention can blank the text of a note without breaking the chain, and a later entry can tell the digest of words
    that were replaced. ``actor_label`` is the name and post
    as they stood; ``actor_user`` NULL means the system.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="timeline")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_post = models.ForeignKey("org.Post", on_delete=models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    note_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("matter", "seq")
        constraints = (models.UniqueConstraint(fields=["matter", "seq"], name="timeline_seq_once"),)
        triggers = (
            pgtrigger.Protect(name="timeline_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Show place and action."""
        return f"{self.seq} {self.action}"


class EntryNote(models.Model):
    """The text of an entry, encrypted, beside the chain. Retention blanks ``text`` and ``salt`` together;
    ``services.timeline.reword_notes`` changes both.
    """

    entry = models.OneToOneField(
        TimelineEntry, on_delete=models.PROTECT, primary_key=True, related_name="note"
    )
    text = EncryptedTextField(_("note"))
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        """Never show the text by accident."""
        return f"note of {self.pk}"
