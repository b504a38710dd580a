"""What an import would do: new, changed and unchanged rows with their differences, and every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from pingan.imports.rules.faults import LOST_DIGITS, Fault, Line, Reading


class Act(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Options:
    """What whoever sends the file says of it. ``coordinates`` is wgs84 or gcj02."""

    reason: str = ""
    coordinates: str = "wgs84"


@dataclass(frozen=True)
class Difference:
    """One value: what stands there, what will stand there. ``old`` blank: nothing yet."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Item:
    """One row of the file and what becomes of it.

    ``key`` is what it is matched by, ``stored`` what the stored row is recognised by now ("" for a new one),
    ``payload`` what the importer needs to write it.
    """

    line: int
    key: str
    title: str
    act: Act
    differences: tuple[Difference, ...] = ()
    stored: str = ""
    payload: Any = None


@dataclass(frozen=True)
class Plan:
    """A whole file judged. ``missing`` are stored rows that the file does not name; they stay as they are."""

    reading: Reading
    items: tuple[Item, ...] = ()
    faults: tuple[Fault, ...] = ()
    missing: tuple[str, ...] = ()
    missing_count: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many rows are new, changed, unchanged."""
        found = Counter(item.act for item in self.items)
        return {act.value: found[act] for act in Act}

    @property
    def is_good(self) -> bool:
        """Say whether nothing stands against it."""
        return not self.faults

    @property
    def work(self) -> tuple[Item, ...]:
        """Return the rows that change something."""
        return tuple(item for item in self.items if item.act is not Act.UNCHANGED)

    @property
    def digest(self) -> str:
        """Return by what the same plan is known again: what would be done to which rows, as they stand now."""
        digest = sha256()
        for item in self.items:
            digest.update(repr((item.line, item.key, item.act.value, item.stored, item.differences)).encode())
        return digest.hexdigest()


def twice_in_file(lines: Sequence[Line], key: str, message: str) -> list[Fault]:
    """Return a fault for every row whose key an earlier row has; ``message`` takes the number as ``%(row)d``."""
    first: dict[str, int] = {}
    faults = []
    for line in lines:
        word = line.cells.get(key, "")
        if word in first:
            faults.append(Fault(line.number, key, message % {"row": first[word]}, "twice"))
        elif word:
            first[word] = line.number
    return faults


def in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return faults by row, each once; of a cell that a spreadsheet rounded that alone, for the rest follows from it."""
    lost = {(fault.line, fault.column) for fault in faults if fault.kind == LOST_DIGITS}
    told = (f for f in faults if f.kind == LOST_DIGITS or (f.line, f.column) not in lost)
    return tuple(sorted(dict.fromkeys(told), key=lambda fault: fault.line))
