"""Many shapes at once: which overlap, which stick out of a line. By a tree, never every one with every other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

#: Degrees within which two lines are the same: a centimetre on the ground.
_SAME = 1e-7


@dataclass(frozen=True)
class Overlap:
    """Two shapes that share ground, by their places in the sequence, and how much of the smaller (0–100)."""

    first: int
    second: int
    percent: float


def overlapping_pairs(
    shapes: Sequence[BaseGeometry], *, moved: Sequence[int], percent: float
) -> list[Overlap]:
    """Return the pairs that share more than ``percent`` of the smaller one, where one of the two has ``moved``.

    The tree gives the pairs whose rectangles meet; what only touches shares no area. ``first`` is the smaller place.
    """
    if not moved or len(shapes) < 2:
        return []
    every = np.array(shapes, dtype=object)
    places = np.array(moved)
    asked, met = shapely.STRtree(every).query(every[places])
    first, second = np.minimum(places[asked], met), np.maximum(places[asked], met)
    pairs = np.unique(np.column_stack((first, second))[first != second], axis=0)
    if not len(pairs):
        return []
    left, right = every[pairs[:, 0]], every[pairs[:, 1]]
    shared = shapely.area(shapely.intersection(left, right))
    share = 100 * shared / np.minimum(shapely.area(left), shapely.area(right))
    return [
        Overlap(int(a), int(b), float(part))
        for (a, b), part in zip(pairs, share, strict=True)
        if part > percent
    ]


def percent_outside(shapes: Sequence[BaseGeometry], line: BaseGeometry) -> list[float]:
    """Return how much of each shape (0–100) lies outside a line; those wholly inside are not cut."""
    shapely.prepare(line)
    every = np.array(shapes, dtype=object)
    found = np.zeros(len(every))
    out = np.flatnonzero(~shapely.covers(line, every))
    if len(out):
        found[out] = 100 * shapely.area(shapely.difference(every[out], line)) / shapely.area(every[out])
    return [float(part) for part in found]


def is_same_ground(a: BaseGeometry, b: BaseGeometry) -> bool:
    """Say whether two shapes are one, wherever their rings begin and whichever way they run."""
    if np.abs(np.array(a.bounds) - np.array(b.bounds)).max() > _SAME:
        return False
    if shapely.equals_exact(a, b, _SAME):
        return True
    return bool(shapely.equals_exact(shapely.normalize(a), shapely.normalize(b), _SAME))
