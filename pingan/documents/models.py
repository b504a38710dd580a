"""Templates, registers of numbers, documents and the proof that they were served."""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.common.fields import EncryptedTextField


class DocumentKind(models.TextChoices):
    """The kinds of GB/T 9704 that the house writes (domain.md §9.5)."""

    SUPERVISION_LETTER = "supervision_letter", _("supervision letter")
    REMINDER_LETTER = "reminder_letter", _("reminder letter")
    RECTIFICATION_ORDER = "rectification_order", _("order to rectify within a time limit")
    NOTICE = "notice", pgettext_lazy("official document", "notice")
    CIRCULAR = "circular", pgettext_lazy("official document", "circular")
    REPORT = "report", pgettext_lazy("official document", "report")
    DECISION = "decision", pgettext_lazy("official document", "decision")
    LETTER = "letter", pgettext_lazy("official document", "letter")


class DocumentTemplate(models.Model):
    """One version of the wording of a document. Versions are never changed, only followed.

    ``organ`` NULL: the default of every office; an office's own version goes before it.
    """

    code = models.SlugField(pgettext_lazy("official document", "code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(pgettext_lazy("official document", "version"))
    title = models.CharField(pgettext_lazy("official document", "title"), max_length=200)
    body = models.TextField(pgettext_lazy("official document", "text"))
    is_active = models.BooleanField(pgettext_lazy("official document", "in use"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("code", "organ", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "organ", "version"], name="template_version_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["code", "organ"],
                condition=Q(is_active=True),
                name="template_in_use_once",
                nulls_distinct=False,
            ),
        )
        triggers = (
            pgtrigger.Protect(name="template_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="template_version_is_fixed", exclude=["is_active"]),
        )

    def __str__(self) -> str:
        """Show kind and version."""
        return f"{self.get_kind_display()} {self.version}"


class NumberRegister(models.Model):
    """The last serial that an organ gave in a year for a kind. Its row lock makes numbers gapless."""

    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField(help_text="Year of issue in Asia/Shanghai.")
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("organ", "kind", "year")
        constraints = (models.UniqueConstraint(fields=["organ", "kind", "year"], name="register_once"),)
        triggers = (pgtrigger.Protect(name="register_stays", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        """Show kind and year."""
        return f"{self.get_kind_display()} {self.year}"


class OfficialDocument(models.Model):
    """A numbered document as it left the house. It is voided with a reason, never changed or deleted."""

    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="issued_documents")
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("document number"), max_length=60)
    title = models.CharField(pgettext_lazy("official document", "title"), max_length=500)
    addressee = models.CharField(_("addressee"), max_length=500)
    region_code = models.CharField(
        max_length=12, db_collation="C", help_text="Division that the document concerns."
    )
    snapshot = EncryptedTextField(help_text="JSON of the values put in; encrypted, they may name persons.")
    replaced_characters = models.CharField(
        max_length=100,
        blank=True,
        help_text="Characters no font at hand could print; 〓 stands for them in the PDF.",
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="NULL: system.",
    )
    issued_at = models.DateTimeField(_("issued at"))
    pdf = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="Of the PDF.")
    voided_at = models.DateTimeField(null=True, help_text="NULL: in force. The number stays used.")
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-issued_at", "-id")
        indexes = (models.Index(fields=["organ", "-issued_at"], name="document_of_organ"),)
        constraints = (
            models.UniqueConstraint(fields=["organ", "kind", "year", "serial"], name="document_serial_once"),
            models.UniqueConstraint(fields=["organ", "number"], name="document_number_once"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="document_void_has_reason",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="document_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="document_is_fixed", exclude=["voided_at", "voided_by", "void_reason"]),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number

    @property
    def data(self) -> dict[str, str]:
        """Return the values that were put into the template."""
        values: dict[str, Any] = json.loads(str(self.snapshot))
        return values


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
