"""The proof that a document was served."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.documents.models.documents import OfficialDocument


class ServiceReceipt(models.Model):
    """How and when a document reached one organ (送达回证). One per document and recipient."""

    class Method(models.TextChoices):
        ELECTRONIC = "electronic", _("electronically, in the system")
        IN_PERSON = "in_person", _("handed over")
        POST = "post", _("by post")

    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, related_name="receipts")
    recipient = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="received_documents")
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    served_at = models.DateTimeField(_("served at"))
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    received_by_name = models.CharField(
        _("received by"),
        max_length=60,
        blank=True,
        help_text="Who signed on paper; blank: nobody, or in the system.",
    )
    proof = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Scan of the signed receipt.",
    )
    acknowledged_at = models.DateTimeField(
        _("acknowledged at"),
        null=True,
        help_text="Confirmed by a post of the recipient, or signed on paper; NULL: not yet.",
    )
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="NULL: on paper.",
    )

    class Meta:
        ordering = ("document", "served_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["document", "recipient"], name="receipt_once_per_recipient"),
            models.CheckConstraint(
                condition=~Q(method="in_person") | ~Q(received_by_name=""), name="receipt_by_hand_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(acknowledged_at__gte=models.F("served_at")),
                name="receipt_after_service",
            ),
        )
        triggers = (pgtrigger.Protect(name="receipt_stays", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        """Show document and recipient by key."""
        return f"receipt {self.pk}"
