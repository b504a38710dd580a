"""A small chart of counts as numbers for an SVG that the server draws: no script, no style in the page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 96
_GAP = 0.25


@dataclass(frozen=True)
class Bar:
    """One column: its place in the drawing, and the count it stands for. ``is_counted``: part of the signal."""

    x: float
    y: float
    width: float
    height: float
    count: int
    is_counted: bool


@dataclass(frozen=True)
class Chart:
    """Columns from the oldest to the night, and lines across: what is usual, what is still no surge (None: no line)."""

    bars: tuple[Bar, ...]
    expected_y: float | None
    upper_y: float | None
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(
    counts: Sequence[int], *, counted_last: int, expected: float | None = None, upper: float | None = None
) -> Chart:
    """Return the drawing of counts; the last ``counted_last`` of them are those the signal counted."""
    top = max([1.0, *map(float, counts), expected or 0.0, upper or 0.0])
    step = WIDTH / max(len(counts), 1)
    bars = tuple(
        Bar(
            x=round(place * step + step * _GAP / 2, 2),
            y=round(HEIGHT * (1 - count / top), 2),
            width=round(step * (1 - _GAP), 2),
            height=round(HEIGHT * count / top, 2),
            count=int(count),
            is_counted=place >= len(counts) - counted_last,
        )
        for place, count in enumerate(counts)
    )
    lines = [None if value is None else round(HEIGHT * (1 - value / top), 2) for value in (expected, upper)]
    return Chart(bars, lines[0], lines[1], int(max(counts, default=0)))
