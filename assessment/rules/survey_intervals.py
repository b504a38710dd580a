"""Between which bounds an index lies, and which indexes can be told apart. Pure (domain.md §7.5).

Wilson's interval (1927) holds near 100 per cent, where the usual one does not; it is taken on the effective number of
answers ``n / deff``. Two indexes differ where Newcombe's interval of their difference (1998, method 10) leaves zero out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.rules.survey_samples import Z95


@dataclass(frozen=True)
class Interval:
    """An index with its bounds, all from 0 to 100."""

    index: float
    low: float
    high: float


def wilson(index: float, effective: float) -> Interval:
    """Return an index (0 to 100) with its 95 per cent bounds on so many effective answers; none at all: 0 to 100.

    An index out of points is the mean of values from 0 to 1. Its variance is at most that of a share of the same size, so
    the bounds are never too narrow.

    Raises:
        ValueError: an index outside 0 to 100.

    """
    if not 0 <= index <= 100:
        raise ValueError("an index lies between 0 and 100")
    if effective <= 0:
        return Interval(index, 0.0, 100.0)
    part, square = index / 100, Z95 * Z95
    # Multiplied out by n, so that next to no answers divide by no zero.
    middle = (part * effective + square / 2) / (effective + square)
    half = Z95 / (effective + square) * math.sqrt(part * (1 - part) * effective + square / 4)
    low = 0.0 if index == 0 else max(0.0, 100 * (middle - half))
    high = 100.0 if index == 100 else min(100.0, 100 * (middle + half))
    return Interval(index, min(low, index), max(high, index))


def is_told_apart(one: Interval, other: Interval) -> bool:
    """Say whether two independent indexes differ by more than chance explains (95 per cent)."""
    upper, lower = (one, other) if one.index >= other.index else (other, one)
    gap = upper.index - lower.index
    return gap > math.hypot(upper.index - upper.low, lower.high - lower.index)


@dataclass(frozen=True)
class Standing:
    """Where a unit stands: the official place, between which places it may truly stand, and its band (1: the first).

    Units of a band cannot be told apart from the band's first one.
    """

    place: int
    best: int
    worst: int
    band: int


def standings(found: Sequence[Interval]) -> list[Standing]:
    """Return the standing of each of several units, in the order given; equal indexes share the better place."""
    order = sorted(range(len(found)), key=lambda at: (-found[at].index, -found[at].low))
    bands, band, head = {}, 0, -1
    for at in order:
        if head < 0 or is_told_apart(found[head], found[at]):
            band, head = band + 1, at
        bands[at] = band
    answer = []
    for at, one in enumerate(found):
        apart = [other for other in found if is_told_apart(one, other)]
        above = sum(other.index > one.index for other in apart)
        place = 1 + sum(other.index > one.index for other in found)
        answer.append(Standing(place, 1 + above, len(found) - (len(apart) - above), bands[at]))
    return answer
