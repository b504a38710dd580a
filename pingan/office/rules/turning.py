"""More places than a wall has lines: they take turns, a page a minute. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Turn(Generic[T]):
    """What stands there in one minute: page ``page`` of ``pages``."""

    rows: Sequence[T]
    page: int
    pages: int


def turn_at(rows: Sequence[T], most: int, minute: int) -> Turn[T]:
    """Return the page of a minute; pages are about equally long, and each comes once in so many minutes."""
    pages = max(1, -(-len(rows) // most))
    at = minute % pages
    return Turn(rows[len(rows) * at // pages : len(rows) * (at + 1) // pages], at + 1, pages)
