"""What a container of sound or film holds."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.files.rules.tracks import kinds_of_tracks
from tests.factories.files import webm_bytes

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
def test_every_track_is_named_in_either_format(kinds: list[str]) -> None:
    numbers = {"film": 1, "sound": 2, "other": 17}
    assert kinds_of_tracks(mp4(*kinds), "audio/mp4") == set(kinds)
    assert kinds_of_tracks(webm_bytes(tuple(numbers[kind] for kind in kinds)), "audio/webm") == set(kinds)


@given(st.binary(max_size=400), st.sampled_from(["audio/webm", "audio/mp4"]))
def test_nonsense_holds_no_track_and_breaks_nothing(data: bytes, media_type: str) -> None:
    for start in (b"", b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01" + b"\xff" * 7, box(b"ftyp", b"mp42")):
        assert kinds_of_tracks(start + data, media_type) <= {"sound", "film", "other"}


@pytest.mark.parametrize("cut", [5, 20, 40])
def test_what_is_cut_off_before_its_tracks_holds_none(cut: int) -> None:
    assert kinds_of_tracks(webm_bytes()[:cut], "audio/webm") == frozenset()
