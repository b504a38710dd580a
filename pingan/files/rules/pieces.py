"""What may be promised and which piece may follow when a file comes in pieces. The numbers are ours: no article has any."""

from __future__ import annotations

import re
from datetime import timedelta

#: The largest piece in bytes: seconds on a slow 3G line, so that a lost connection costs little.
PIECE_BYTES = 512 * 1024
#: What one account may have under way at once, in bytes as promised: a day's photos of a worker without signal.
OPEN_BYTES = 1024 * 1024 * 1024
#: An upload without a sign of life for so long is given up; as long as an answer is kept for its repetition.
KEPT_FOR = timedelta(days=7)
_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Say whether ``text`` is a SHA-256 in lower-case hexadecimal digits (FIPS 180-4)."""
    return bool(_SHA256.fullmatch(text))


def follows(*, offset: int, start: int, size: int, promised: int) -> bool:
    """Say whether a piece continues what has arrived: no gap, no overlap, not empty, not beyond the promised size.

    All in bytes. A piece that came before does not follow: it is answered with where to go on (our own rule, after
    the draft of the IETF on resumable uploads).
    """
    return start == offset and 0 < size <= PIECE_BYTES and offset + size <= promised
