"""PDF: complete, unencrypted and without anything that runs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from pingan.files.rules.limits import Limits
from pingan.files.rules.packages import holds_archive
from pingan.files.rules.refusals import refuse

_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEAD = 4096
_TAIL = 2048


def is_pdf(data: bytes) -> bool:
    """Say whether the bytes start as a PDF does. Readers also take a later start; we do not."""
    return data.startswith(b"%PDF-")


def _unescaped(data: bytes) -> bytes:
    """Resolve ``/J#61vaScript``, the usual way to hide a name."""
    return _HEX.sub(lambda match: bytes([int(match.group(1), 16)]), data)


def _object_streams(data: bytes, limit: int) -> Iterator[bytes]:
    """Unpack the compressed object streams, where names do not stand in plain sight.

    At most ``limit`` bytes in all; what unpacks to more is refused like a bomb.
    """
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        head = data[max(match.start() - _HEAD, 0) : match.start()].rpartition(b"endstream")[2]
        if b"ObjStm" not in _unescaped(head):
            continue
        try:
            unpacked = zlib.decompressobj().decompress(view[match.end() :], limit + 1)
        except zlib.error:
            # Another filter than Flate: no current writer packs object streams so, and a reader may open it.
            raise refuse(_("The PDF is packed in an unusual way. Print it to PDF again.")) from None
        limit -= len(unpacked)
        if limit < 0:
            raise refuse(_("The document unpacks to far more than it should."))
        yield unpacked


def check_pdf(data: bytes, *, limits: Limits) -> None:
    """Refuse a PDF that is cut off, encrypted, glued to an archive, or carries scripts or launch actions.

    A cheap look for the names that PDF itself requires for such actions, not a full parse: files are served
    as downloads with their type fixed, so this is the second wall.

    Raises:
        Invalid: one sentence saying which.

    """
    plain = _unescaped(data)
    if b"%%EOF" not in data[-_TAIL:] or b"startxref" not in data[-_TAIL:] or holds_archive(data):
        raise refuse(_("The document is damaged or not what it claims to be."))
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", plain):
        raise refuse(_("The document is protected by a password. Save it without one."))
    hidden = _object_streams(data, limits.pdf_unpacked_bytes)
    if _ACTIVE.search(plain) or any(_ACTIVE.search(_unescaped(part)) for part in hidden):
        raise refuse(_("The PDF contains scripts or starts programs. Print it to PDF again."))
