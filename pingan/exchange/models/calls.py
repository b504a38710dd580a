"""How partners come in, every call that they make, and the work orders that they hand over."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from pingan.exchange.models.partners import CatalogueEntry, Partner


class Credential(models.Model):
    """A client of a partner; its secret is shown once and kept as a hash by the OAuth library.

    A second one is made before the first is ended, so that a secret is changed without an interruption.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="credentials")
    application = models.OneToOneField(
        "oauth2_provider.Application", on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, help_text="NULL: still valid.")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        """Show the client's public name."""
        return str(self.application.client_id)


class Call(models.Model):
    """One call of a partner: what was asked and how much was answered, never the content. Append-only.

    ``entry`` NULL: no permission fitted, and the call was refused.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="calls")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, null=True, related_name="calls")
    at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()
    rows = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["partner", "-id"], name="exchange_call_of_partner"),)
        triggers = (
            pgtrigger.Protect(name="exchange_calls_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Show what was asked."""
        return f"{self.method} {self.path} {self.status}"


class WorkOrder(models.Model):
    """A work order that a partner handed over, under its own number, once. ``fingerprint``: SHA-256 of what it said."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="work_orders")
    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["partner", "number"], name="exchange_work_order_once"),
            models.UniqueConstraint(fields=["matter"], name="exchange_work_order_of_one_matter"),
        )

    def __str__(self) -> str:
        """Show the partner's number."""
        return self.number
