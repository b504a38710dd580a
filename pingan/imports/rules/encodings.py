"""In which encoding is a text: UTF-8, or GB 18030, of which GBK and GB 2312 are parts."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.imports.rules.faults import Fault

UTF_8, GB_18030 = "UTF-8", "GB 18030 (GBK)"
#: Bytes of texts in either encoding; pictures and other files hold the control characters that are missing here.
_TEXT = bytes({*range(0x20, 0x100), *b"\t\n\r\f\x1a\x1b\x85"} - {0x7F})
_LOOKED_AT = 1 << 20
_CODECS = {UTF_8: "utf-8", GB_18030: "gb18030"}


@dataclass(frozen=True)
class Decoded:
    """A text, the encoding it was in, and the lines that were in another one."""

    text: str
    encoding: str
    faults: tuple[Fault, ...] = ()


def _fits(piece: bytes, encoding: str) -> bool:
    try:
        piece.decode(_CODECS[encoding])
    except UnicodeDecodeError:
        return False
    return True


def decode(content: bytes) -> Decoded:
    """Return a text, whichever of the two encodings it is in.

    GB 18030 reads nearly any bytes, also those of a UTF-8 file with one damaged line. So the lines vote: where half
    of those with more than ASCII are UTF-8, the file is, and the others are faults with their number.

    Raises:
        Invalid: UTF-16, or no text at all.

    """
    if (
        content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        or b"\x00" in content
        or content[:_LOOKED_AT].translate(None, _TEXT)
    ):
        raise Invalid(
            {"file": _("This is no text in UTF-8 or GB 18030 (GBK). Save it as CSV UTF-8 and send that.")}
        )
    content = content.removeprefix(codecs.BOM_UTF8)
    if _fits(content, UTF_8):
        return Decoded(content.decode(), UTF_8)
    lines = content.split(b"\n")
    marked = [line for line in lines if not line.isascii()]
    as_utf_8 = sum(_fits(line, UTF_8) for line in marked)
    encoding = UTF_8 if 2 * as_utf_8 >= len(marked) else GB_18030
    faults = tuple(
        Fault(
            number,
            "",
            _("This row is not in %(encoding)s like the rest of the file.") % {"encoding": encoding},
            "encoding",
        )
        for number, line in enumerate(lines, start=1)
        if not _fits(line, encoding)
    )
    return Decoded(content.decode(_CODECS[encoding], errors="replace"), encoding, faults)
