"""Screens on walls: one board each, shown by a key while nobody is signed in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models import Post, Region


class WallScreen(models.Model):
    """A screen on a wall that shows one board while nobody is signed in. Only the SHA-256 of its key is stored.

    What it may show follows from ``post``, under which it was made: it is dark once that post has ended. The key has 256
    random bits, so a plain digest cannot be searched backwards.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="NULL: not ended by hand.")
    seen_at = models.DateTimeField(null=True, help_text="To the hour; NULL: never shown.")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="office_screen_expires_later"
            ),
        )

    def __str__(self) -> str:
        return self.name
