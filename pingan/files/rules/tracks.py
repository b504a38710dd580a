"""What a container of sound or film holds: browsers record sound into the formats of films (WebM, MP4).

Sources: RFC 8794 (EBML) and RFC 9559 (Matroska, of which WebM is a part); ISO/IEC 14496-12 (MP4). Pure; nothing is decoded.
"""

from __future__ import annotations

from collections.abc import Iterator

_SEGMENT, _TRACKS, _CLUSTER, _ENTRY, _TYPE = 0x18538067, 0x1654AE6B, 0x1F43B675, 0xAE, 0x83
_WEBM_KINDS = {1: "film", 2: "sound"}
_MP4_KINDS = {b"vide": "film", b"soun": "sound"}
#: More elements than this before the list of tracks: no recorder writes that.
_MOST = 500


def kinds_of_tracks(data: bytes, media_type: str) -> frozenset[str]:
    """Return what its tracks are: ``sound``, ``film``, ``other``; empty where no list of tracks was found.

    ``media_type`` is what was found in the first bytes: audio/webm, else an MP4.
    """
    if media_type == "audio/webm":
        return frozenset(_webm(data))
    return frozenset(_mp4(data))


def _number(data: bytes, at: int, *, keeps_marker: bool) -> tuple[int, int]:
    """Return an EBML number and where it ends; -1 stands for "unknown". ``(0, 0)``: there is none."""
    first = data[at] if at < len(data) else 0
    width = 9 - first.bit_length()
    if not first or at + width > len(data):
        return 0, 0
    value = int.from_bytes(data[at : at + width], "big")
    if keeps_marker:
        return value, at + width
    bare = value & ((1 << 7 * width) - 1)
    return (-1 if bare == (1 << 7 * width) - 1 else bare), at + width


def _elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield name, begin and end of the elements between two places; one of unknown size reaches to the end."""
    for _turn in range(_MOST):
        name, after = _number(data, at, keeps_marker=True)
        size, begin = _number(data, after, keeps_marker=False) if after else (0, 0)
        if not begin or begin > end:
            return
        at = end if size < 0 else min(begin + size, end)
        yield name, begin, at
        if at >= end:
            return


def _webm(data: bytes) -> Iterator[str]:
    for name, begin, end in _elements(data, 0, len(data)):
        if name != _SEGMENT:
            continue
        for inner, inner_begin, inner_end in _elements(data, begin, end):
            if inner == _CLUSTER:  # the sound itself: the tracks stand before it
                return
            if inner == _TRACKS:
                yield from _webm_tracks(data, inner_begin, inner_end)


def _webm_tracks(data: bytes, begin: int, end: int) -> Iterator[str]:
    for name, entry_begin, entry_end in _elements(data, begin, end):
        for inner, at, after in _elements(data, entry_begin, entry_end) if name == _ENTRY else ():
            if inner == _TYPE:
                yield _WEBM_KINDS.get(int.from_bytes(data[at:after], "big"), "other")


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
