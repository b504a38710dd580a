"""How restricted disputes count without being found (domain.md §9.1; issue of disputes: never in cells under 10). Pure.

What a reader may open he can also count, by whatever days, place and type he likes. So a number that counts others as
well tells him how many of those it holds, two such numbers tell it of whatever lies between them, and a number that is
left out says that there was something to hide. Hence one rule, which is the same however a number is asked for:

- what a reader may open is divided into *blocks* of at least so many: some months of a year and some lines of the
  statistics at one place. The division rests on what the reader may open, never on what is hidden;
- a dispute which the reader may not open is known to him by its block alone. A number counts it where it counts the
  whole block; where a block is not large enough, no number counts it.

Blocks do not overlap. All numbers taken together therefore say how many are hidden in each block, and nothing else:
whatever is computed from them is the same wherever inside its block a hidden dispute lies.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from disputes.rules.periods import Period

#: Where no number is set (``dispute.suppress_below``).
USUALLY_BELOW = 10
MONTHS = range(1, 13)
#: Half-years of quarters of months: what is too small joins what stands beside it before what lies farther away.
_YEAR = (((1, 2, 3), (4, 5, 6)), ((7, 8, 9), (10, 11, 12)))

#: A month and a line of the statistics.
Cell = tuple[int, str]
Key = TypeVar("Key", bound=Hashable)
_Part = tuple[frozenset[Key], int]


@dataclass(frozen=True)
class Block:
    """Months of one year and lines of the statistics among which a hidden dispute is not told apart."""

    months: frozenset[int]
    lines: frozenset[str]

    def holds(self, cell: Cell) -> bool:
        """Say whether a month and line belong to it."""
        return cell[0] in self.months and cell[1] in self.lines


@dataclass(frozen=True)
class Hidden:
    """How many disputes the reader may not open in a block of a year at a place (a prefix of division codes)."""

    place: str
    year: int
    block: Block
    count: int

    def is_within(self, since: date, until: date) -> bool:
        """Say whether every day of its months lies from one day to another, both included."""
        first, last = (Period("month", self.year, of(self.block.months)) for of in (min, max))
        return since <= first.since and last.until <= until


def blocks_of(
    seen: Mapping[Cell, int], lines: Iterable[str], below: int, months: Iterable[int] = MONTHS
) -> list[Block]:
    """Divide a year at one place into blocks that hold at least ``below`` of what the reader may open.

    First by line, because the yearly table by type is the one that is reported; then each line, or group of small
    ones, as finely in time as it is large enough. ``months``: those that have begun; of them count those since the
    first dispute of the year. A year with fewer than ``below`` has no block.
    """
    first = min((month for (month, _line), count in seen.items() if count), default=max(MONTHS))
    begun = frozenset(month for month in months if month >= first)
    whole = [
        (frozenset({line}), sum(seen.get((month, line), 0) for month in begun)) for line in sorted(lines)
    ]
    found = []
    for group, _count in _joined(whole, below):
        by_month = {month: sum(seen.get((month, line), 0) for line in group) for month in begun}
        found += [Block(span, group) for span, count in _in_time(_YEAR, by_month, below) if count >= below]
    return found


def hidden_in(
    hidden: Mapping[Cell, int], blocks: Sequence[Block], *, place: str, year: int
) -> Iterable[Hidden]:
    """Yield what is known of hidden disputes: how many lie in each block."""
    for block in blocks:
        count = sum(number for cell, number in hidden.items() if block.holds(cell))
        if count:
            yield Hidden(place, year, block, count)


def _joined(parts: Sequence[_Part[Key]], below: int) -> list[_Part[Key]]:
    """Return the parts with all those that are too small made one, and that one joined to the smallest other."""
    small = [part for part in parts if part[1] < below]
    large = [part for part in parts if part[1] >= below]
    if not small:
        return large
    rest = _union(small)
    if rest[1] < below and large:
        companion = min(large, key=lambda part: part[1])
        large.remove(companion)
        rest = _union([rest, companion])
    return [*large, rest]


def _union(parts: Sequence[_Part[Key]]) -> _Part[Key]:
    return frozenset(key for keys, _count in parts for key in keys), sum(count for _keys, count in parts)


def _in_time(node: Any, by_month: Mapping[int, int], below: int) -> list[_Part[int]]:
    """Return spans of months, the small ones joined within their quarter, else their half-year, else the year."""
    if isinstance(node, int):
        return [(frozenset({node}), by_month[node])] if node in by_month else []
    return _joined([part for inner in node for part in _in_time(inner, by_month, below)], below)
