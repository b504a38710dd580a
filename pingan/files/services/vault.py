"""Encrypted objects in Django's default storage (local disk or S3).

An object is a run of frames: four bytes of length, then up to 256 KiB sealed by ``pingan.common.crypto``.
Each frame is bound to the object's name, its position and whether it is the last, so that frames cannot be
cut off, swapped or moved to another object. Each frame names its key, so keys rotate without rewriting.
"""

from __future__ import annotations

import logging
import struct
import weakref
from collections.abc import Iterator
from datetime import date
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pingan.common import crypto
from pingan.common.errors import NotFound, Unavailable

log = logging.getLogger(__name__)
_FRAME = 256 * 1024
_LENGTH = struct.Struct(">I")
ROOT = "vault"


def folder_of(day: date) -> str:
    """Return the folder of one day: the sweeper lists days, never the whole store."""
    return f"{ROOT}/{day:%Y/%m/%d}"


def _context(name: str, number: int, *, last: bool) -> str:
    return f"files:{name}:{number}:{'last' if last else 'more'}"


def _sealed(content: bytes, name: str) -> bytes:
    starts = range(0, max(len(content), 1), _FRAME)
    frames = []
    for number, start in enumerate(starts):
        context = _context(name, number, last=number == len(starts) - 1)
        frame = crypto.encrypt(content[start : start + _FRAME], context=context)
        frames += [_LENGTH.pack(len(frame)), frame]
    return b"".join(frames)


def remove_object(name: str) -> None:
    """Delete an object; one that is already gone is no error."""
    if name:
        default_storage.delete(name)


class _Pending:
    """Removes an object whose transaction rolls back.

    Django tells nobody about a roll-back, but it drops the callbacks that waited for the commit. This
    object lives in such a callback alone: when it is dropped without having been called, the bytes go. A
    process that dies in between leaves the bytes to ``files.sweep``.
    """

    def __init__(self, name: str) -> None:
        self._removal = weakref.finalize(self, remove_object, name)
        self._removal.atexit = False

    def keep(self) -> None:
        """The row is committed: the object stays."""
        self._removal.detach()


def put(content: bytes, *, day: date) -> str:
    """Encrypt and write an object; return its random name. Call inside the transaction of its row.

    Raises:
        Unavailable: the storage is full or away; what was written of it goes with the transaction.

    """
    name = f"{folder_of(day)}/{token_hex(16)}"
    transaction.on_commit(_Pending(name).keep)
    try:
        saved = default_storage.save(name, ContentFile(_sealed(content, name)))
    except OSError as error:
        log.exception("the storage took no file")
        raise Unavailable(_("The file could not be stored just now. Please send it again later.")) from error
    if saved != name:
        default_storage.delete(saved)
        raise RuntimeError("the storage renamed an object; its frames are bound to the name")
    return name


def read(name: str) -> Iterator[bytes]:
    """Yield the plain bytes of an object, frame by frame.

    Raises:
        NotFound: the object is missing.
        DecryptionError: altered, cut off, or its key is no longer listed.

    """
    try:
        stream = default_storage.open(name)
    except FileNotFoundError as error:
        raise NotFound() from error
    with stream:
        number, length = 0, stream.read(_LENGTH.size)
        while length:
            try:
                size = _LENGTH.unpack(length)[0]
            except struct.error as error:
                raise crypto.DecryptionError("cut off") from error
            frame, length = stream.read(size), stream.read(_LENGTH.size)
            yield crypto.decrypt(frame, context=_context(name, number, last=not length))
            number += 1
        if number == 0:
            raise crypto.DecryptionError("cut off")
