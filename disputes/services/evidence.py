"""The photos and files of a dispute as parts of its case file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from pingan.common.errors import Invalid, NotFound
from pingan.documents.rules import FilePart
from pingan.documents.services.pieces import ready_part
from pingan.files.models import StoredFile
from pingan.files.services import open_file
from pingan.matters.models import MatterFile

#: What can lie on paper. Anything else is kept apart, and the file says so.
_BOUND = frozenset({"application/pdf", "image/jpeg", "image/png"})
#: Together with the papers about as much as one volume holds.
MOST_EVIDENCE = 60
MOST_EVIDENCE_BYTES = 120 * 1024 * 1024
_PURPOSES = {
    MatterFile.Purpose.REPORT: "登记时提交",
    MatterFile.Purpose.HANDLING: "办理中形成",
    MatterFile.Purpose.VERIFICATION: "回访中形成",
    MatterFile.Purpose.DOCUMENT: "往来文书",
}


@dataclass(frozen=True)
class Extent:
    """How much evidence there is to bind, by what the rows say: no file is opened for it."""

    count: int
    size_bytes: int


def _rows(matter_id: int) -> QuerySet[MatterFile]:
    return MatterFile.objects.filter(matter_id=matter_id).select_related("file")


def extent_of(matter_id: int) -> Extent:
    """Return how many files would be bound, and their bytes."""
    found = [row.file for row in _rows(matter_id) if row.file.deleted_at is None]
    sizes = [stored.size_bytes for stored in found if stored.media_type in _BOUND][:MOST_EVIDENCE]
    return Extent(len(sizes), min(sum(sizes), MOST_EVIDENCE_BYTES))


def bytes_of(stored: StoredFile) -> bytes:
    """Return a stored file in clear.

    Raises:
        NotFound: its bytes are gone.

    """
    return b"".join(open_file(stored))


def evidence(matter_id: int, progress: Callable[[int], None]) -> tuple[list[FilePart], list[str]]:
    """Return photos and files that can be bound, and the names of those that cannot.

    ``progress`` is told how many are done.
    """
    parts: list[FilePart] = []
    apart: list[str] = []
    size = 0
    for place, row in enumerate(_rows(matter_id), start=1):
        stored = row.file
        if stored.deleted_at is not None:
            continue
        # What cannot lie on paper takes no room of the volume.
        size += stored.size_bytes if stored.media_type in _BOUND else 0
        is_small = len(parts) < MOST_EVIDENCE and size <= MOST_EVIDENCE_BYTES
        remark = _PURPOSES.get(MatterFile.Purpose(row.purpose), "")
        part = _readable(stored, f"证据材料之{place}", remark) if is_small else None
        if part is None:
            apart.append(f"证据材料之{place}（{stored.original_name}）")
        else:
            parts.append(part)
            progress(len(parts))
    return parts, apart


def _readable(stored: StoredFile, title: str, remark: str) -> FilePart | None:
    """Return a file as a part; None: of another kind, gone, damaged, or locked with a password."""
    if stored.media_type not in _BOUND:
        return None
    try:
        return ready_part(FilePart(title, bytes_of(stored), remark))
    except (Invalid, NotFound):
        return None
