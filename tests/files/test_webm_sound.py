"""WebM sound: what Chrome records is taken; whatever else the container can hold is not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingan.common.errors import Invalid
from pingan.files.rules import LIMITS, Inspected, display_name, inspect
from pingan.files.rules.webm import NoSound, seconds_of_webm
from tests.factories import files as make

#: The first seconds of silence that Chromium's MediaRecorder writes: segment and clusters of open size.
RECORDED = (Path(__file__).parent / "recorded_by_chrome.webm").read_bytes()
OPEN = b"\x01" + b"\xff" * 7


def box(name: str, content: bytes, *, size: bytes | None = None) -> bytes:
    """One element; its size in eight bytes unless given."""
    length = (len(content) | 1 << 56).to_bytes(8, "big")
    return bytes.fromhex(name) + (length if size is None else size) + content


def head(kind: bytes = b"webm") -> bytes:
    return box("1a45dfa3", box("4282", kind))


def track(kind: int = 2, codec: bytes = b"A_OPUS") -> bytes:
    return box("1654ae6b", box("ae", box("83", bytes([kind])) + box("86", codec)))


def block(at: int) -> bytes:
    return box("a3", b"\x81" + struct.pack(">h", at) + b"\x80" + b"sound")


def cluster(at: int, *blocks: int) -> bytes:
    return box("1f43b675", box("e7", at.to_bytes(4, "big")) + b"".join(block(one) for one in blocks))


def segment(*parts: bytes, size: bytes | None = None) -> bytes:
    return box("18538067", b"".join(parts), size=size)


INFO = box("1549a966", box("2ad7b1", (1_000_000).to_bytes(3, "big")))
SOUND = head() + segment(INFO, track(), cluster(0, 0, 20), cluster(4000, 0, 990))
REFUSED = {
    "Matroska": head(b"matroska") + segment(INFO, track(), cluster(0, 0)),
    "a video": head() + segment(INFO, track(1, b"V_VP8"), cluster(0, 0)),
    "sound and video": head() + segment(INFO, track(), track(1, b"V_VP9"), cluster(0, 0)),
    "sound of another kind": head() + segment(INFO, track(2, b"A_AAC"), cluster(0, 0)),
    "a file attached": head() + segment(INFO, track(), box("1941a469", b"<html>"), cluster(0, 0)),
    "a page behind it": SOUND + b"<html><script>alert(1)</script>",
    "a page within": head() + segment(INFO, track(), cluster(0, 0), b"<script>alert(1)</script>", size=OPEN),
    "an archive behind it": SOUND + make.package(),
    "two segments": SOUND + segment(track(), cluster(0, 0)),
    "no tracks": head() + segment(INFO, cluster(0, 0)),
    "no sound": head() + segment(INFO, track()),
    "cut off": SOUND[:-3],
    "a head alone": head(),
    "markup in its head": head() + segment(INFO, box("1254c367", b"<script>"), track(), cluster(0, 0)),
    "a recording cut off": RECORDED[:-3],
}


def sent(content: bytes) -> Inspected:
    return inspect(content, limits=LIMITS, read_place=False)


@pytest.mark.parametrize(("content", "seconds"), [(RECORDED, 2), (SOUND, 5)], ids=["Chrome", "sized"])
def test_what_a_browser_records_is_kept_as_sound_with_its_length(content: bytes, seconds: int) -> None:
    file = sent(content)
    assert (file.kind, file.media_type, file.duration_seconds) == ("audio", "audio/webm", seconds)
    assert file.content == content
    assert display_name("录音.mp3", file.media_type) == "录音.webm"


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_whatever_else_the_container_holds_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        sent(content)
    assert list(refusal.value.fields) == ["file"]


@given(at=st.integers(0, len(RECORDED) - 1), value=st.integers(0, 255), cut=st.integers(0, len(RECORDED)))
@settings(max_examples=400)
def test_no_damage_makes_anything_but_a_length_or_a_refusal(at: int, value: int, cut: int) -> None:
    damaged = bytearray(RECORDED)
    damaged[at] = value
    for content in (bytes(damaged), RECORDED[:cut]):
        try:
            assert 0 <= seconds_of_webm(content) <= 24 * 3600
        except NoSound:
            continue
