"""Files that come in pieces: a phone in a stairwell goes on where the line broke, and repeats without harm.

Every step is one transaction under the lock of its row, so that parallel and repeated requests find the truth. The
last piece, the check of the whole and the stored file stand or fall together: a storage that is full costs that piece.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound
from pingan.files.models import StoredFile, Upload, UploadPiece
from pingan.files.queries import PartsMissing, Receipt, receipt_of, receipts
from pingan.files.rules import LIMITS
from pingan.files.rules.pieces import OPEN_BYTES, follows, is_digest
from pingan.files.services import vault
from pingan.files.services.uploads import store_upload


@dataclass(frozen=True)
class Promise:
    """What the sender says of a file before it comes: name, size in bytes, SHA-256, consent to read a photo's place."""

    name: str
    size_bytes: int
    sha256: str
    read_place: bool = False


class WrongOffset(Conflict):
    """The piece does not continue what has arrived; ``receipt`` says where to go on (409)."""

    code = "wrong_offset"

    def __init__(self, receipt: Receipt) -> None:
        """Say it in words and numbers."""
        super().__init__(_("This piece does not continue what has arrived. Go on at the offset named here."))
        self.receipt = receipt


def _demand(actor: Actor) -> None:
    if not actor.has("file.upload"):
        raise Forbidden()


def _checked(promise: Promise) -> None:
    problems: dict[str, str] = {}
    if promise.size_bytes <= 0:
        problems["size"] = _("The file is empty.")
    elif promise.size_bytes > LIMITS.file_bytes:
        most = LIMITS.file_bytes // (1024 * 1024)
        problems["size"] = _("The file is larger than %(size)d MB.") % {"size": most}
    if not is_digest(promise.sha256):
        problems["sha256"] = _("Send the SHA-256 of the file in 64 hexadecimal digits.")
    if problems:
        raise Invalid(problems)


def _check_room(actor: Actor, size_bytes: int) -> None:
    """Refuse what would let one account fill the disk with files that never become whole."""
    under_way = visible_to(Upload, actor).filter(state=Upload.State.RECEIVING)
    promised = under_way.aggregate(total=Sum("size_bytes"))["total"] or 0
    if promised + size_bytes > OPEN_BYTES:
        raise Invalid({"size": _("Too much is on its way already. Let it arrive first.")})


def _drop_pieces(upload: Upload) -> None:
    for name in upload.pieces.values_list("storage_name", flat=True):
        transaction.on_commit(partial(vault.remove_object, name))
    upload.pieces.all().delete()


def _begin_anew(upload: Upload) -> None:
    _drop_pieces(upload)
    upload.offset, upload.state, upload.reason, upload.is_damaged = 0, Upload.State.RECEIVING, "", False
    upload.file = None


def _locked(actor: Actor, key: UUID) -> Upload:
    """Return the own upload under its lock, back at its beginning where the file was cleared since."""
    rows = visible_to(Upload, actor).select_for_update(no_key=True)
    upload: Upload | None = rows.filter(key=key).first()
    if upload is None:
        raise NotFound()
    if upload.file is not None and upload.file.deleted_at is not None:
        _begin_anew(upload)
    upload.touched_at = timezone.now()
    return upload


@transaction.atomic
def begin_upload(*, actor: Actor, key: UUID, promise: Promise) -> Receipt:
    """Make an upload, or tell how far one got that was made before; one that arrived damaged begins anew.

    Raises:
        Forbidden: the post may not send files.
        Invalid: empty, too large, no digest, or too much is under way; nothing is kept.
        Conflict: the id stands for another file of this sender.

    """
    _demand(actor)
    _checked(promise)
    upload = _made(actor, key, promise)
    if (upload.size_bytes, upload.sha256) != (promise.size_bytes, promise.sha256):
        raise Conflict(_("This id stands for another file already. Use a new one."))
    if upload.is_damaged:
        _begin_anew(upload)
    upload.read_place = promise.read_place
    upload.save()
    return receipt_of(upload)


def _made(actor: Actor, key: UUID, promise: Promise) -> Upload:
    if not visible_to(Upload, actor).filter(key=key).exists():
        _check_room(actor, promise.size_bytes)
        row = Upload(
            owner_id=actor.person,
            key=key,
            name=promise.name[:400],
            size_bytes=promise.size_bytes,
            sha256=promise.sha256,
            read_place=promise.read_place,
            touched_at=timezone.now(),
        )
        # The same request twice at one moment: the second waits for the first here, and finds its row below.
        Upload.objects.bulk_create([row], ignore_conflicts=True)
    return _locked(actor, key)


@transaction.atomic
def receive_piece(*, actor: Actor, key: UUID, start: int, content: bytes) -> Receipt:
    """Append a piece that begins at byte ``start``; with the last one the whole is checked and stored.

    A file that is refused as a whole is no error of the piece: the receipt says ``refused`` and why.

    Raises:
        NotFound: no such upload of this sender.
        WrongOffset: a gap, an overlap, a repetition, beyond the promised size, or nothing is expected any more.
        Unavailable: the storage is full or away; what came before stays.

    """
    _demand(actor)
    upload = _locked(actor, key)
    is_next = follows(offset=upload.offset, start=start, size=len(content), promised=upload.size_bytes)
    if upload.state != Upload.State.RECEIVING or not is_next:
        raise WrongOffset(receipt_of(upload))
    name = vault.put(content, day=timezone.localdate())
    UploadPiece.objects.create(upload=upload, start=start, size_bytes=len(content), storage_name=name)
    upload.offset += len(content)
    if upload.offset == upload.size_bytes:
        _finish(actor, upload)
    upload.save()
    return receipt_of(upload)


def _finish(actor: Actor, upload: Upload) -> None:
    names = upload.pieces.order_by("start").values_list("storage_name", flat=True)
    content = b"".join(b"".join(vault.read(name)) for name in names)
    upload.is_damaged = sha256(content).hexdigest() != upload.sha256
    if upload.is_damaged:
        _refuse(upload, _("The file arrived damaged. Send it again."))
    else:
        _store(actor, upload, content)
    _drop_pieces(upload)


def _store(actor: Actor, upload: Upload, content: bytes) -> None:
    sent = ContentFile(content, name=upload.name)
    try:
        upload.file = store_upload(actor=actor, upload=sent, read_place=upload.read_place)
        upload.state = Upload.State.WHOLE
    except Invalid as error:
        _refuse(upload, " ".join(str(text) for texts in error.fields.values() for text in texts))


def _refuse(upload: Upload, reason: str) -> None:
    upload.state, upload.reason = Upload.State.REFUSED, reason[:300]


def files_of_parts(*, actor: Actor, keys: Collection[UUID]) -> Sequence[StoredFile]:
    """Return the stored files of the parts that a record names, in the order named; the manifest is complete.

    Call before anything is written. The record's own service claims and links the files in its transaction.

    Raises:
        PartsMissing: a part is unknown, on its way, refused, or its file was cleared since.

    """
    wanted = list(dict.fromkeys(keys))
    told = receipts(actor=actor, keys=wanted)
    if any(receipt.file is None for receipt in told):
        raise PartsMissing(told)
    rows = visible_to(Upload, actor).filter(key__in=wanted).select_related("file")
    stored = {row.key: row.file for row in rows}
    return [file for file in (stored[key] for key in wanted) if file is not None]
