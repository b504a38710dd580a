"""How large a file may be. One frozen set of numbers, so that a test can pass a smaller one."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one version of the rules; sizes in bytes, edges in pixels.

    No statute names these numbers. They are ours: a 64-megapixel camera passes, a screen of 2560 pixels shows
    a stored photo at full size, and what unpacks to more than the bounds is a bomb, not an office document.
    """

    version: int
    file_bytes: int
    photo_pixels: int
    photo_edge: int
    thumbnail_edge: int
    package_entries: int
    package_bytes: int
    package_ratio: int
    pdf_unpacked_bytes: int


LIMITS = Limits(
    version=1,
    file_bytes=20 * MEBIBYTE,
    photo_pixels=64_200_000,
    photo_edge=2560,
    thumbnail_edge=480,
    package_entries=2000,
    package_bytes=100 * MEBIBYTE,
    package_ratio=200,
    pdf_unpacked_bytes=32 * MEBIBYTE,
)
