"""Time-based one-time passwords (RFC 6238), each accepted once. Pure."""

from __future__ import annotations

import base64
import hmac
import struct
from collections.abc import Iterable
from hashlib import sha1

#: RFC 6238 §4 and §5.2: steps of 30 s, one step of tolerance to either side for clocks that differ.
PERIOD = 30
DIGITS = 6
TOLERANCE = 1


def code_at(secret: str, step: int) -> str:
    """Return the code of one time step. ``secret`` is base32 text."""
    key = base64.b32decode(secret.encode(), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", step), sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def steps_around(now: float) -> Iterable[int]:
    """Return the steps whose codes are accepted at a moment (seconds since 1970), oldest first."""
    present = int(now) // PERIOD
    return range(present - TOLERANCE, present + TOLERANCE + 1)


def matching_step(secret: str, code: str, *, now: float) -> int | None:
    """Return the step that a typed code belongs to; None: it is no present code. Spaces do not matter."""
    typed = "".join(code.split())
    found = None
    for step in steps_around(now):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()):
            found = step
    return found
