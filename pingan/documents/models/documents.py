"""Documents as they left the house."""

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
from pingan.documents.models.kinds import CASE_KINDS, DocumentKind
from pingan.documents.models.templates import DocumentTemplate


class OfficialDocument(models.Model):
    """A numbered document as it left the house. It is voided with a reason, never changed or deleted; its words and sheets
    are erased when their retention ends, its number stays.
    """

    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="issued_documents")
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(help_text="Within organ, kind and year, or within the case.")
    number = models.CharField(_("document number"), max_length=60)
    case_number = models.CharField(
        _("case number"),
        max_length=50,
        blank=True,
        help_text="The case whose number the paper carries; blank: it has a serial of its own kind.",
    )
    title = models.CharField(pgettext_lazy("official document", "title"), max_length=500)
    addressee = models.CharField(
        _("addressee"),
        max_length=500,
        blank=True,
        help_text="Blank: nobody, or a person, who is named in the encrypted values alone.",
    )
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
    is_closed = models.BooleanField(
        default=False,
        help_text="Seen only through the matter that it belongs to, not by the whole of an organ.",
    )
    voided_at = models.DateTimeField(null=True, help_text="NULL: in force. The number stays used.")
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)
    erased_at = models.DateTimeField(
        null=True, help_text="Since when neither words nor sheets are kept any more; NULL: they are kept."
    )

    class Meta:
        ordering = ("-issued_at", "-id")
        indexes = (models.Index(fields=["organ", "-issued_at"], name="document_of_organ"),)
        constraints = (
            models.UniqueConstraint(
                fields=["organ", "kind", "year", "serial"],
                condition=Q(case_number=""),
                name="document_serial_once",
            ),
            models.UniqueConstraint(
                fields=["case_number", "serial"],
                condition=~Q(case_number=""),
                name="document_serial_once_per_case",
            ),
            models.CheckConstraint(
                condition=Q(case_number="") | Q(kind__in=sorted(CASE_KINDS)),
                name="document_of_case_is_case_paper",
            ),
            models.UniqueConstraint(fields=["organ", "number"], name="document_number_once"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="document_void_has_reason",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="document_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="document_is_fixed",
                exclude=["voided_at", "voided_by", "void_reason", "is_closed", "snapshot", "erased_at"],
            ),
            pgtrigger.Protect(
                name="document_words_only_go",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.snapshot IS DISTINCT FROM NEW.snapshot"
                    " AND (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL))"
                    " OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at))"
                ),
            ),
            pgtrigger.Protect(
                name="document_stays_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_closed=True, new__is_closed=False),
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number

    @property
    def data(self) -> dict[str, str]:
        """Return the values that were put into the template; none once they are erased."""
        values: dict[str, Any] = json.loads(str(self.snapshot) or "{}")
        return values
