"""Handing out the files of an official document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.documents.models import OfficialDocument
from pingan.documents.services import note_taking
from pingan.files.models import StoredFile
from pingan.files.services import open_file


@dataclass(frozen=True)
class Handed:
    """A file on its way out: what it is, and its plain bytes in pieces."""

    stored: StoredFile
    pieces: Iterator[bytes]


def hand_out(*, actor: Actor, document_id: int, is_pdf: bool) -> Handed:
    """Open the PDF, or else the DOCX, and note in the security log who took it.

    Raises:
        NotFound: outside the actor's view, or the file's bytes are gone.

    """
    document = fetch(
        OfficialDocument,
        actor,
        document_id,
        refine=lambda rows: rows.select_related("pdf", "docx").defer("snapshot"),
    )
    stored = document.pdf if is_pdf else document.docx
    pieces = open_file(stored)
    note_taking(actor=actor, stored=stored)
    return Handed(stored, pieces)
