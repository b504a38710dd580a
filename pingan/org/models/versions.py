"""A count of edits, so that two people cannot overwrite each other unseen."""

from __future__ import annotations

from django.db import models


class Versioned(models.Model):
    """A row whose every edit raises ``version``; doors show it as ETag and ask for it back."""

    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
