"""Counts that keep restricted matters unfindable (domain.md §9.1; issue of disputes). Pure.

A restricted dispute counts in official figures. A count that includes one which the reader may not see, and that is
so small that it would betray it, is not shown. Neither is the one count that could be computed back from a sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Where no number is set (``dispute.suppress_below``).
USUALLY_BELOW = 10


@dataclass(frozen=True)
class Counted:
    """A count and how many of it are restricted to others than the reader."""

    value: int = 0
    hidden: int = 0

    def __add__(self, other: Counted) -> Counted:
        """Add both parts."""
        return Counted(self.value + other.value, self.hidden + other.hidden)

    def is_telling(self, below: int) -> bool:
        """Say whether showing it would betray a restricted matter."""
        return self.hidden > 0 and self.value < below


Key = tuple[str, str]


def protected(cells: Mapping[Key, Counted], groups: Sequence[Sequence[str]], below: int) -> frozenset[Key]:
    """Return the cells (line, column) of a table that must not be shown.

    A telling cell is left out. Where it is the only one left out of a shown sum (of its column over all lines, or of
    its line over a group of columns that add up to it), the sum minus the others would give it away: the smallest
    other one that is not zero goes with it, until nothing can be computed back.
    """
    lines = {line for line, _column in cells}
    columns = {column for _line, column in cells}
    sums = [[(line, column) for line in lines] for column in columns]
    sums += [[(line, column) for column in group] for line in lines for group in groups]
    out = {key for key, part in cells.items() if part.is_telling(below)}
    while True:
        more = {key for parts in sums for key in _companion(cells, parts, out, below)}
        if not more:
            return frozenset(out)
        out |= more


def _companion(cells: Mapping[Key, Counted], parts: Sequence[Key], out: set[Key], below: int) -> list[Key]:
    """Return the cell that must go with the only one left out of a sum; none: no need, or nothing to hide behind."""
    known = [key for key in parts if key in cells]
    left_out = [key for key in known if key in out]
    if len(left_out) != 1 or sum((cells[key] for key in known), Counted()).is_telling(below):
        return []
    others = sorted((cells[key].value, str(key), key) for key in known if key not in out and cells[key].value)
    return [others[0][2]] if others else []
