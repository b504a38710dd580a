"""Counts that keep restricted matters unfindable (domain.md §9.1; issue of disputes). Pure.

A restricted dispute counts in official figures. A count that includes one which the reader may not see, and that is
so small that it would betray it, is not shown. Neither is the one count that could be computed back from a sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
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


def suppressed(parts: Mapping[K, Counted], below: int) -> frozenset[K]:
    """Return the parts of a shown sum that must not be shown.

    Where only one is telling, sum minus the others would give it away: the smallest other one that is not zero goes
    with it.
    """
    telling = {key for key, part in parts.items() if part.is_telling(below)}
    if len(telling) == 1:
        others = [key for key, part in parts.items() if key not in telling and part.value]
        if others:
            telling.add(min(others, key=lambda key: parts[key].value))
    return frozenset(telling)


def total(parts: Sequence[Counted]) -> Counted:
    """Add them up."""
    return sum(parts, Counted())
