"""How far files got that come in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import DomainError, NotFound
from pingan.files.models import Upload


@dataclass(frozen=True)
class Receipt:
    """What the sender is told of one part. ``offset`` and ``size`` in bytes; ``file`` None: not stored (yet).

    ``state`` is receiving, whole, refused, or ``unknown`` of an id that the sender has never begun.
    """

    id: str
    state: str
    offset: int = 0
    size: int = 0
    file: int | None = None
    reason: str = ""

    def document(self) -> dict[str, Any]:
        """Return it as programs read it."""
        return asdict(self)


class PartsMissing(DomainError):
    """A record names parts that are not whole; nothing is recorded (409). ``details["parts"]``: what is there."""

    code = "parts_missing"
    message = _(
        "Not all photos and files have arrived yet. Nothing was recorded; send them, then this again."
    )

    def __init__(self, told: Iterable[Receipt]) -> None:
        """Tell of every part how far it got."""
        super().__init__(parts=[receipt.document() for receipt in told])


def receipt_of(upload: Upload) -> Receipt:
    """Return how far an upload got; one whose file was cleared stands at its beginning, to be sent again."""
    is_gone = upload.file is not None and upload.file.deleted_at is not None
    return Receipt(
        id=str(upload.key),
        state=Upload.State.RECEIVING if is_gone else upload.state,
        offset=0 if is_gone else upload.offset,
        size=upload.size_bytes,
        file=None if is_gone else upload.file_id,
        reason=upload.reason,
    )


def receipts(*, actor: Actor, keys: Sequence[UUID]) -> list[Receipt]:
    """Return a receipt for each id, in that order; ``unknown`` for those that are none of the sender's."""
    found = {row.key: row for row in visible_to(Upload, actor).filter(key__in=keys).select_related("file")}
    return [receipt_of(found[key]) if key in found else Receipt(id=str(key), state="unknown") for key in keys]


def own_upload(*, actor: Actor, key: UUID) -> Upload:
    """Return one upload of the sender's own.

    Raises:
        NotFound: none of theirs, whoever else may have made one under this id.

    """
    row: Upload | None = visible_to(Upload, actor).filter(key=key).select_related("file").first()
    if row is None:
        raise NotFound()
    return row
