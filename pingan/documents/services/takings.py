"""Whoever takes a file of an official document stands in the security log, whatever door it was taken through."""

from __future__ import annotations

from django.db.models import Q

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.documents.models import OfficialDocument
from pingan.files.models import StoredFile


def note_taking(*, actor: Actor, stored: StoredFile) -> None:
    """Write into the security log that the actor takes this file, if it belongs to a document.

    ``form`` is pdf, docx, or scan: the signed proof of service. Other files leave no row: photos of the day's
    work are looked at all day, and the timeline tells who could see them.
    """
    of_document = Q(pdf=stored) | Q(docx=stored) | Q(receipts__proof=stored)
    found = (
        OfficialDocument.objects.filter(of_document).values("pk", "region_code", "pdf_id", "docx_id").first()
    )
    if found is None:
        return
    forms = {found["pdf_id"]: "pdf", found["docx_id"]: "docx"}
    log(
        actor=actor,
        action="document.downloaded",
        object_type="documents.officialdocument",
        object_id=found["pk"],
        data={"form": forms.get(stored.pk, "scan")},
        region_code=found["region_code"],
    )
