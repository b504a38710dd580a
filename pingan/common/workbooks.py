"""What every workbook of the house has in common, whoever writes it."""

from __future__ import annotations

from typing import Final

#: Letters in the foot of a page of a workbook; Excel takes 255, with the marks for the place.
_FOOT: Final = 240
#: So much of the end stays: the code by which the file is checked stands there.
_END: Final = 60


def page_foot(mark: str) -> str:
    """Return the watermark as the foot of each page: what is too long loses its middle, never the code at its end."""
    room = _FOOT - mark.count("&")  # each is written twice
    short = mark if len(mark) <= room else f"{mark[: room - _END - 1]}…{mark[-_END:]}"
    return "&L" + short.replace("&", "&&")
