"""On which side of a grid one of its pieces lies, for who does not see the map."""

from __future__ import annotations

import math

from django.utils.translation import pgettext
from shapely.geometry.base import BaseGeometry

#: Anticlockwise from the east, as angles are counted.
_SIDES = ("east", "northeast", "north", "northwest", "west", "southwest", "south", "southeast")
#: Nearer to the middle than this part of the grid's size, a piece lies on no side.
_MIDDLE = 0.05


def side_of(piece: BaseGeometry, whole: BaseGeometry) -> str:
    """Return the side of the whole on which the middle of a piece lies: one of eight, or middle."""
    west, south, east, north = whole.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    right = (piece.centroid.x - whole.centroid.x) * squeeze
    up = piece.centroid.y - whole.centroid.y
    if math.hypot(right, up) < _MIDDLE * max((east - west) * squeeze, north - south):
        return "middle"
    return _SIDES[round(math.degrees(math.atan2(up, right)) / 45) % 8]


def side_word(side: str) -> str:
    """Return a side in the reader's language."""
    return {
        "east": pgettext("side", "east"),
        "northeast": pgettext("side", "north-east"),
        "north": pgettext("side", "north"),
        "northwest": pgettext("side", "north-west"),
        "west": pgettext("side", "west"),
        "southwest": pgettext("side", "south-west"),
        "south": pgettext("side", "south"),
        "southeast": pgettext("side", "south-east"),
        "middle": pgettext("side", "middle"),
    }[side]
