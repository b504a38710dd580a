"""Indexes with their bounds as drawings: for each a bar from low to high and a tick at the index, all on one scale. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Width of a drawing in its own units; it is stretched to its cell, so only relations matter.
WIDTH = 1000
#: Width of the tick, of which the index is the middle; the least that a bar is drawn with.
TICK, THIN = 8, 2


@dataclass(frozen=True)
class Whisker:
    """Where the tick stands, where the bar begins and how long it is, along the width."""

    tick: str
    low: str
    length: str


def scale_begin(lows: Sequence[Decimal]) -> int:
    """Return the index at which a scale up to 100 begins: the ten below the lowest bound, at most 90."""
    return min(90, math.floor(min(lows, default=Decimal(0)) / 10) * 10)


def whisker(index: Decimal, low: Decimal, high: Decimal, first: int) -> Whisker:
    """Return the drawing of an index on the scale from ``first`` to 100."""

    def along(value: Decimal) -> float:
        return float(value - first) / (100 - first) * WIDTH

    tick = min(WIDTH - TICK, max(0.0, along(index) - TICK / 2))
    return Whisker(f"{tick:.1f}", f"{along(low):.1f}", f"{max(THIN, along(high) - along(low)):.1f}")
