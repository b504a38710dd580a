"""WebM sound, as browsers on Android record it: Opus or Vorbis in the container of RFC 8794 (EBML) and RFC 9559 (Matroska).

Nothing is decoded. The tree of elements is walked to its last byte: a file that also holds pictures, attachments or anything
behind its end is refused. Recorders that write while they listen leave the sizes of segment and clusters open.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAGIC = b"\x1a\x45\xdf\xa3"
_OPEN = -1
_DOC_TYPE, _SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x4282, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_TRACK, _TRACK_TYPE, _CODEC, _SCALE, _DURATION = 0xAE, 0x83, 0x86, 0x2AD7B1, 0x4489
_TIMESTAMP, _SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
_SOUND = 2
#: Seconds; what is taken in at all would be shorter at any rate at which speech is understood.
_LONGEST = 24 * 3600
_CODECS = frozenset({b"A_OPUS", b"A_VORBIS"})
#: What may stand in a segment beside info, tracks and clusters: seek heads, cues, tags, padding, checksums.
_HARMLESS = frozenset({0x114D9B74, 0x1C53BB6B, 0x1254C367, 0xEC, 0xBF})
#: What may stand in a cluster beside time and blocks: position, size of the one before, padding, checksums.
_IN_CLUSTER = frozenset({0xA7, 0xAB, 0xEC, 0xBF})


class NoSound(ValueError):
    """The bytes are no WebM sound, or not that alone."""


@dataclass
class _Found:
    """What the walk has met. ``scale``: nanoseconds per unit of time; ``last``: the latest moment, in such units."""

    tracks: int = 0
    scale: int = 1_000_000
    duration: float = 0.0
    cluster_at: int = 0
    last: int = 0
    seen: set[int] = field(default_factory=set)


def _vint(data: bytes, at: int, *, keeps_marker: bool) -> tuple[int, int]:
    """Read a number of variable length; return it and where it ends. ``_OPEN`` for a size that is not known."""
    if at >= len(data) or data[at] == 0:
        raise NoSound("cut off")
    length = 9 - data[at].bit_length()
    if at + length > len(data) or (keeps_marker and length > 4):
        raise NoSound("cut off")
    value = int.from_bytes(data[at : at + length], "big")
    if keeps_marker:
        return value, at + length
    plain = value & ((1 << (7 * length)) - 1)
    return (_OPEN if plain == (1 << (7 * length)) - 1 else plain), at + length


def _elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield id, start and end of each element between two places; an open one is entered, not passed over."""
    while at < end:
        name, size_at = _vint(data, at, keeps_marker=True)
        size, start = _vint(data, size_at, keeps_marker=False)
        stop = start if size == _OPEN else start + size
        if size == _OPEN and name not in {_SEGMENT, _CLUSTER}:
            raise NoSound("of open size")
        if stop > end:
            raise NoSound("cut off")
        yield name, start, end if size == _OPEN and name == _SEGMENT else stop
        at = end if size == _OPEN and name == _SEGMENT else stop


def _number(data: bytes, start: int, stop: int) -> int:
    if stop - start > 8:
        raise NoSound("no number")
    return int.from_bytes(data[start:stop], "big")


def _real(data: bytes, start: int, stop: int) -> float:
    if stop - start not in {4, 8}:
        raise NoSound("no number")
    value: float = struct.unpack(">f" if stop - start == 4 else ">d", data[start:stop])[0]
    return value


def _read_tracks(data: bytes, start: int, stop: int, found: _Found) -> None:
    for name, inner, end in _elements(data, start, stop):
        if name != _TRACK:
            continue
        parts = {part: data[a:b] for part, a, b in _elements(data, inner, end)}
        kind = int.from_bytes(parts.get(_TRACK_TYPE, b""), "big")
        if kind != _SOUND or parts.get(_CODEC, b"").rstrip(b"\0") not in _CODECS:
            raise NoSound("a track that is no sound")
        found.tracks += 1


def _read_info(data: bytes, start: int, stop: int, found: _Found) -> None:
    for name, inner, end in _elements(data, start, stop):
        if name == _SCALE:
            found.scale = _number(data, inner, end) or found.scale
        elif name == _DURATION:
            found.duration = _real(data, inner, end)


def _read_block(data: bytes, start: int, stop: int, found: _Found) -> None:
    _track, at = _vint(data, start, keeps_marker=False)
    if at + 3 > stop:
        raise NoSound("cut off")
    moment: int = struct.unpack(">h", data[at : at + 2])[0]
    found.last = max(found.last, found.cluster_at + moment)


def _read_of_cluster(data: bytes, element: tuple[int, int, int], found: _Found) -> None:
    name, start, stop = element
    if name == _TIMESTAMP:
        found.cluster_at = _number(data, start, stop)
    elif name == _SIMPLE_BLOCK:
        _read_block(data, start, stop, found)
    elif name == _BLOCK_GROUP:
        for part, inner, end in _elements(data, start, stop):
            if part == _BLOCK:
                _read_block(data, inner, end, found)
    elif name not in _IN_CLUSTER:
        raise NoSound("something else inside")


def _read_segment(data: bytes, start: int, stop: int, found: _Found) -> None:
    for name, inner, end in _elements(data, start, stop):
        found.seen.add(name)
        if name == _CLUSTER:
            for element in _elements(data, inner, end):
                _read_of_cluster(data, element, found)
        elif name == _INFO:
            _read_info(data, inner, end, found)
        elif name == _TRACKS:
            _read_tracks(data, inner, end, found)
        elif name not in _HARMLESS:
            # In a cluster of open size its parts stand here, behind it.
            if _CLUSTER not in found.seen:
                raise NoSound("something else inside")
            _read_of_cluster(data, (name, inner, end), found)


def seconds_of_webm(data: bytes) -> int:
    """Return the length of a WebM sound in whole seconds, from its head or from its latest block.

    Raises:
        NoSound: another container, another kind of track, something beside the sound, cut off, or nothing in it.

    """
    found, parts = _Found(), list(_elements(data, 0, len(data)))
    if [name for name, _start, _stop in parts] != [int.from_bytes(MAGIC, "big"), _SEGMENT]:
        raise NoSound("not one head and one segment")
    (_head, start, stop), (_segment, inner, end) = parts
    types = [data[a:b].rstrip(b"\0") for name, a, b in _elements(data, start, stop) if name == _DOC_TYPE]
    if types != [b"webm"]:
        raise NoSound("another type of document")
    _read_segment(data, inner, end, found)
    if not found.tracks or _CLUSTER not in found.seen:
        raise NoSound("no sound in it")
    units = found.duration if 0 < found.duration < 1e12 else float(found.last)
    seconds = round(units * found.scale / 1_000_000_000)
    if seconds > _LONGEST:
        raise NoSound("longer than it can be")
    return seconds
