"""Counts of a monthly table: by place, class and result, with sums that add up. Pure.

Results are a partition: each record has exactly one, so that they come to what came in; so do classes and places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNDER_WAY: Final = "under_way"
#: What became of a record by the state in which it ended; whatever has not ended is under way.
RESULT_OF_STATE: Final[Mapping[str, str]] = {"closed": "done", "rejected": "not_accepted", "merged": "joined"}
RESULTS: Final[Mapping[str, Any]] = {
    UNDER_WAY: pgettext_lazy("result", "Under way"),
    "done": pgettext_lazy("result", "Done"),
    "not_accepted": _("Not accepted"),
    "joined": _("Joined to another"),
}
#: What each result adds to the filters of a list of matters.
RESULT_FILTERS: Final[Mapping[str, Mapping[str, str]]] = {
    UNDER_WAY: {"closed": "false"},
    **{result: {"closed": "true", "state": state} for state, result in RESULT_OF_STATE.items()},
}


def result_of(state: str, *, is_closed: bool) -> str:
    """Return what became of a record.

    Raises:
        KeyError: it ended in a state that no result stands for.

    """
    return RESULT_OF_STATE[state] if is_closed else UNDER_WAY


@dataclass(frozen=True)
class Counts:
    """How many records of a place there are by (class, result)."""

    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of(self, *, classes: str = "", result: str = "") -> int:
        """Return how many have this class and this result; blank: any."""
        return sum(
            count
            for (one, became), count in self.cells.items()
            if (not classes or one == classes) and (not result or became == result)
        )

    def __add__(self, other: Counts) -> Counts:
        """Add cell by cell."""
        return Counts(Counter(self.cells) + Counter(other.cells))

    def __sub__(self, other: Counts) -> Counts:
        """Take away what stands elsewhere.

        Raises:
            ValueError: more was taken than there is; parts were counted twice.

        """
        left = Counter(self.cells)
        left.subtract(other.cells)
        if any(count < 0 for count in left.values()):
            raise ValueError("the parts come to more than the whole")
        return Counts({cell: count for cell, count in left.items() if count})


def counts_of(rows: Iterable[tuple[str, str, int]]) -> Counts:
    """Return the counts of grouped rows (class, result, how many)."""
    cells: Counter[tuple[str, str]] = Counter()
    for one, result, count in rows:
        cells[one, result] += count
    return Counts(cells)


def sum_of(parts: Iterable[Counts]) -> Counts:
    """Return what several places come to."""
    return sum(parts, Counts())


def shown_classes(
    labels: Mapping[str, Any], counts: Counts, *, always: Sequence[str] = ()
) -> list[tuple[str, Any]]:
    """Return (code, name) of the classes that a table has a line for: those counted and those ``always`` shown.

    A class that no catalogue names any more stands under its code.
    """
    counted = {one for one, _result in counts.cells}
    known = [(code, label) for code, label in labels.items() if code in counted or code in always]
    return known + [(code, code) for code in sorted(counted - set(labels))]
