"""The words in which files say sex, age and setting, and what they mean. Pure.

Ages are taken as bands or as full years, which are made a band at once; whoever is younger than 16 is not asked
(domain.md §7.5).
"""

from __future__ import annotations

from collections.abc import Mapping

SEXES: Mapping[str, str] = {
    "male": "male",
    "m": "male",
    "男": "male",
    "female": "female",
    "f": "female",
    "女": "female",
}
SETTINGS: Mapping[str, str] = {
    "urban": "urban",
    "城镇": "urban",
    "城市": "urban",
    "rural": "rural",
    "农村": "rural",
    "乡村": "rural",
}
#: Each band with its youngest age.
BANDS = (("16_29", 16), ("30_44", 30), ("45_59", 45), ("60_up", 60))
_OLDEST = 120


def band_in(word: str) -> str | None:
    """Return the band that a word means: its code, its two ages with a dash, or full years; None: none."""
    plain = word.replace("-", "_").replace("–", "_").replace("岁", "")
    if plain in {code for code, _youngest in BANDS}:
        return plain
    if plain in {"60+", "60_", "60及以上", "60以上"}:
        return "60_up"
    if plain.isascii() and plain.isdigit() and len(plain) < 4 and BANDS[0][1] <= int(plain) <= _OLDEST:
        return next(code for code, youngest in reversed(BANDS) if int(plain) >= youngest)
    return None


def count_in(word: str, most: int) -> int | None:
    """Return a whole number from 0 to ``most``, as files write it; None: none."""
    plain = word.replace(",", "")
    return (
        int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 12 and int(plain) <= most else None
    )
