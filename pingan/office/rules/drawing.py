"""Divisions as paths of a drawing: degrees become millimetres of a page that is as wide as it must be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

Rings = Sequence[Sequence[tuple[float, float]]]
_WIDTH = 1000.0


@dataclass(frozen=True)
class Drawing:
    """Width and height, and the path of each division by its code."""

    width: int
    height: int
    paths: Mapping[str, str]


def drawing_of(divisions: Mapping[str, Rings]) -> Drawing | None:
    """Draw divisions beside each other, north up; None where there is nothing to draw.

    One degree of longitude is as short as it is in the middle of the area (equirectangular): at this size nobody sees more.
    """
    places = [place for rings in divisions.values() for ring in rings for place in ring]
    if not places:
        return None
    west, east = min(x for x, _y in places), max(x for x, _y in places)
    south, north = min(y for _x, y in places), max(y for _x, y in places)
    narrow = cos(radians((south + north) / 2))
    scale = _WIDTH / max((east - west) * narrow, (north - south) * 0.6, 1e-9)

    def at(place: tuple[float, float]) -> str:
        return f"{(place[0] - west) * narrow * scale:.0f} {(north - place[1]) * scale:.0f}"

    paths = {
        code: "".join(f"M{'L'.join(at(place) for place in ring)}Z" for ring in rings if ring)
        for code, rings in divisions.items()
    }
    return Drawing(round((east - west) * narrow * scale) or 1, round((north - south) * scale) or 1, paths)
