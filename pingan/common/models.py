"""Tables of the floor everything stands on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class OutboxEntry(models.Model):
    """A job that leaves the house after commit.

    The row is written in the transaction of the change it follows and closed (``done_at``) in the job's own
    transaction, so a broker or worker that dies makes a job late, never lost and never done twice.
    """

    job = models.CharField(max_length=100)
    payload: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    available_at = models.DateTimeField(help_text="Not before this moment; moved on by back-off.")
    handed_at = models.DateTimeField(null=True, help_text="Last hand-over to the broker; NULL: never.")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, help_text="NULL: still open.")
    parked_at = models.DateTimeField(
        null=True, help_text="Given up after too many attempts; an operator looks."
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["available_at"],
                name="outbox_open",
                condition=models.Q(done_at=None, parked_at=None),
            ),
        )

    def __str__(self) -> str:
        """Name the job."""
        return f"{self.job} #{self.pk}"


class IdempotencyRecord(models.Model):
    """The stored answer to one POST, replayed when the same user sends the same key again.

    The answer is encrypted and expires. ``status`` NULL means the first attempt is still running.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(null=True)
    headers: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="idempotency_once_per_user"),)

    def __str__(self) -> str:
        """Show the key, never the answer."""
        return self.key


class Heartbeat(models.Model):
    """The last sign of life of a background process, for ``/readyz``."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the process."""
        return self.name
