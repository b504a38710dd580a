"""QR codes as one drawn path: an inline SVG needs neither style nor script, and prints sharp at any size."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

#: Empty modules around the code (ISO/IEC 18004 asks for four).
QUIET = 4


@dataclass(frozen=True)
class QrCode:
    """A code in modules: how wide it is with its quiet zone, and the path of its dark ones."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code of a text; of its damage fifteen per cent can be lost (level M)."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    return QrCode(len(rows), "".join(_runs(y, row) for y, row in enumerate(rows)))


def _runs(y: int, row: list[bool]) -> str:
    """Draw one row, a rectangle for each run of dark modules."""
    found, start = "", None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            found += f"M{start} {y}h{x - start}v1h-{x - start}z"
            start = None
    return found
