"""Whether a file is the one that was given out: a code printed in it, and the digest of its bytes.

Every export is recorded here in the transaction that makes it. The code alone proves nothing, for anybody can copy it;
what is asked is whether the bytes are those that were given out.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from pingan.web.models import IssuedFile

#: Crockford's digits: none is taken for another when read aloud or typed from paper.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PIECE = 1 << 20


class Verdict(StrEnum):
    """What can be said of a file."""

    UNALTERED = "unaltered"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Checked:
    """A verdict, and the file that was given out under this digest or code; None: nothing is known of it."""

    verdict: Verdict
    issued: IssuedFile | None = None


def new_code() -> str:
    """Return a code of 80 random bits."""
    return "".join(secrets.choice(_DIGITS) for _place in range(_LENGTH))


def grouped(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


def read_code(text: str) -> str:
    """Return what was typed as a code is kept: without groups and blanks, easily misread letters as digits."""
    return re.sub(r"[^0-9A-Z]", "", text.upper().translate(_MISREAD))


def digest_of(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def record(*, code: str, file: IO[bytes], format: str, name: str, rows: int) -> IssuedFile:
    """Record a finished file under the code that is printed in it. The file is left at its beginning."""
    size = file.seek(0, 2)
    file.seek(0)
    digest = digest_of(iter(lambda: file.read(_PIECE), b""))
    file.seek(0)
    issued: IssuedFile = IssuedFile.objects.create(
        code=code, sha256=digest, size_bytes=size, format=format, name=name, rows=rows
    )
    return issued


def check(*, digest: str = "", code: str = "") -> Checked:
    """Say whether a file with this digest was given out, or what was given out under its code.

    A known digest is unaltered whatever code was typed. A known code with another digest is altered; without any
    digest it says only what was given out under it.
    """
    same = IssuedFile.objects.filter(sha256=digest).first() if digest else None
    if same is not None:
        return Checked(Verdict.UNALTERED, same)
    meant = IssuedFile.objects.filter(code=read_code(code)).first() if code else None
    if meant is not None and digest:
        return Checked(Verdict.ALTERED, meant)
    return Checked(Verdict.UNKNOWN, meant)
