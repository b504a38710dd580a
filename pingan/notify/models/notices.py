"""The inbox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from pingan.notify.models.texts import rendered


class Notice(models.Model):
    """One message in one inbox.

    ``key`` names the occasion (for a reminder: clock, stage); an inbox holds each occasion once, whatever is
    delivered twice. Text is kept as msgid and parameters; ``title`` and ``body`` render it in the language
    that is active, which is the reader's. ``happened_at`` is when it was written, ``delivered_at`` when it
    came in, which is later at night. A notice carries no personal data: it names the matter, not the people.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True, help_text="For filters, e.g. matter.reminder.")
    title_msgid = models.CharField(max_length=300)
    body_msgid = models.TextField(blank=True)
    params: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True, help_text="Path inside the product; blank: none.")
    is_urgent = models.BooleanField(default=False, help_text="Delivered at night as well.")
    happened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="NULL: unread.")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once_per_occasion"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="/") & ~Q(url__startswith="//"),
                name="notice_url_stays_inside",
            ),
        )
        indexes = (
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["url"], name="notice_by_page"),
        )

    def __str__(self) -> str:
        """Show the occasion."""
        return self.key

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return rendered(self.title_msgid, self.params)

    @property
    def body(self) -> str:
        """The text in the reader's language; blank where there is none."""
        return rendered(self.body_msgid, self.params)
