"""The end of a document's retention: number, kind and day stay, what it said goes."""

from __future__ import annotations

from datetime import datetime

from pingan.documents.models import OfficialDocument
from pingan.files.services import erase


def erase_document(document: OfficialDocument, *, now: datetime) -> None:
    """Erase the words and both sheets of a document for good. Idempotent; the bytes go after commit."""
    if document.erased_at is not None:
        return
    document.snapshot = ""
    document.erased_at = now
    document.save(update_fields=["snapshot", "erased_at"])
    for sheet in (document.pdf, document.docx):
        erase(sheet)
