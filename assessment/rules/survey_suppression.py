"""Which numbers of tables are not shown: too few answers, or to be worked out from the others. Pure (domain.md §7.5).

A cell under the least number is hidden. A total and its parts are a *line*: whoever knows all but one of it knows that one.
So more is hidden until, in every line that hides anything, at least two are hidden and those together stand for at least
the least number. A total counts as one of its line: it may be what is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)
Key = TypeVar("Key", bound=Hashable)


def _of_line(
    counts: Mapping[Key, int], line: Collection[Key], hidden: Collection[Key], least: int
) -> set[Key]:
    """Return what is hidden of one line where some already is, the smallest first."""
    found = {key for key in line if key in hidden}
    for key in sorted((key for key in line if key not in found), key=lambda one: counts[one]):
        if not found or (len(found) > 1 and sum(counts[one] for one in found) >= least):
            break
        found.add(key)
    return found


def hidden_of(
    counts: Mapping[Key, int], lines: Iterable[Collection[Key]], least: int, also: Iterable[Key] = ()
) -> frozenset[Key]:
    """Return which of some numbers of answers are hidden; ``lines`` add up, ``also`` are hidden anyway."""
    hidden = {key for key, count in counts.items() if count < least} | set(also)
    lines = list(lines)
    while True:
        before = len(hidden)
        for line in lines:
            hidden |= _of_line(counts, line, hidden, least)
        if len(hidden) == before:
            return frozenset(hidden)


def hidden_cells(
    counts: Mapping[tuple[Row, Column], int], least: int, also: Iterable[tuple[Row, Column]] = ()
) -> frozenset[tuple[Row, Column]]:
    """Return the hidden cells of a table whose rows and columns each make a line."""
    lines: dict[tuple[int, Hashable], list[tuple[Row, Column]]] = {}
    for key in counts:
        lines.setdefault((0, key[0]), []).append(key)
        lines.setdefault((1, key[1]), []).append(key)
    return hidden_of(counts, lines.values(), least, also)
