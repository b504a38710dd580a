"""What an MP4 holds: browsers record sound into this format of films (ISO/IEC 14496-12). Pure; nothing is decoded."""

from __future__ import annotations

from collections.abc import Iterator

_MP4_KINDS = {b"vide": "film", b"soun": "sound"}
#: More boxes than this before the list of tracks: no recorder writes that.
_MOST = 500


def kinds_of_tracks(data: bytes) -> frozenset[str]:
    """Return what the tracks of an MP4 are: ``sound``, ``film``, ``other``; empty where no list of tracks was found."""
    return frozenset(_mp4(data))


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, begin and end of the boxes of an MP4 between two places."""
    for _turn in range(_MOST):
        size, name, begin = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, begin = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        if begin > end or (size and size < begin - at):
            return
        stop = end if not size else min(at + size, end)
        yield name, begin, stop
        if stop >= end:
            return
        at = stop


def _mp4(data: bytes) -> Iterator[str]:
    inside: list[tuple[int, int]] = [(0, len(data))]
    for wanted in (b"moov", b"trak", b"mdia", b"hdlr"):
        inside = [
            (begin, end)
            for outer_begin, outer_end in inside
            for name, begin, end in _boxes(data, outer_begin, outer_end)
            if name == wanted
        ]
    for begin, _end in inside:
        yield _MP4_KINDS.get(data[begin + 8 : begin + 12], "other")
