"""What an MP4 holds."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.files.rules.tracks import kinds_of_tracks

_HEADS = {"sound": b"soun", "film": b"vide", "other": b"text"}


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def mp4(*kinds: str) -> bytes:
    tracks = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), _HEADS[kind], bytes(12)))) for kind in kinds]
    return (
        box(b"ftyp", b"mp42", bytes(4))
        + box(b"moov", box(b"mvhd", bytes(100)), *tracks)
        + box(b"mdat", b"...")
    )


@given(st.lists(st.sampled_from(["sound", "film", "other"]), max_size=4))
def test_every_track_is_named(kinds: list[str]) -> None:
    assert kinds_of_tracks(mp4(*kinds)) == set(kinds)


@given(st.binary(max_size=400))
def test_nonsense_holds_no_track_and_breaks_nothing(data: bytes) -> None:
    for start in (b"", box(b"ftyp", b"mp42"), box(b"ftyp", b"mp42") + b"\0\0\1\0moov"):
        assert kinds_of_tracks(start + data) <= {"sound", "film", "other"}


@pytest.mark.parametrize("cut", [5, 20, 40])
def test_what_is_cut_off_before_its_tracks_holds_none(cut: int) -> None:
    assert kinds_of_tracks(mp4("sound")[:cut]) == frozenset()
