"""What may happen to a round and to a report, as two tables. Neither is a matter, so the engine of matters is not theirs:
a round of 90,000 grids would make as many file numbers, clocks and chained timelines (decision 0041).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Move:
    """One thing that can be done: from which states to which, under which verb of the policy.

    ``to`` blank: the state stays. ``unreviewed_to``: where it leads when reports of this definition are not
    reviewed. ``needs_note``: not without words.
    """

    name: str
    label: Any
    from_: frozenset[str]
    to: str
    verb: str
    unreviewed_to: str = ""
    needs_note: bool = False
    tone: str = ""

    def target(self, state: str, *, is_reviewed: bool) -> str:
        """Return the state that follows ``state``."""
        return (self.to if is_reviewed else self.unreviewed_to or self.to) or state


def _table(*moves: Move) -> dict[str, Move]:
    return {move.name: move for move in moves}


ROUND_MOVES = _table(
    Move(
        "open", pgettext_lazy("round action", "Open"), frozenset({"draft"}), "open", "order", tone="primary"
    ),
    Move("add_units", _("Add new units"), frozenset({"open"}), "", "order"),
    Move("urge", _("Urge the late ones"), frozenset({"open"}), "", "urge", tone="primary"),
    Move("close", pgettext_lazy("round action", "Close"), frozenset({"open"}), "closed", "order"),
    Move(
        "cancel",
        _("Cancel the order"),
        frozenset({"draft", "open"}),
        "cancelled",
        "order",
        needs_note=True,
        tone="danger",
    ),
)
REPORT_MOVES = _table(
    Move("save", _("Save for later"), frozenset({"open", "returned"}), "", "report"),
    Move(
        "submit",
        _("Submit"),
        frozenset({"open", "returned"}),
        "submitted",
        "report",
        unreviewed_to="accepted",
        tone="primary",
    ),
    Move(
        "accept",
        pgettext_lazy("report action", "Accept"),
        frozenset({"submitted"}),
        "accepted",
        "review",
        tone="primary",
    ),
    Move(
        "return",
        pgettext_lazy("report action", "Return"),
        frozenset({"submitted", "accepted"}),
        "returned",
        "review",
        needs_note=True,
        tone="danger",
    ),
)
_EVERY = frozenset({"open", "submitted", "returned", "accepted"})
#: What is done with one entry of a report; the report's own state stays.
ENTRY_MOVES = _table(
    Move("add", _("Add an entry"), frozenset({"open", "returned"}), "", "report"),
    Move("settle", _("Close an entry"), _EVERY, "", "report"),
    Move("renew", _("Renew an entry"), _EVERY, "", "report"),
    Move("hand", _("Hand an entry to a unit"), _EVERY, "", "report"),
    Move("progress", _("Tell how far an entry is"), _EVERY, "", "progress", needs_note=True),
)
#: What the night job does when the time of keeping is over. No post can; so it is in no table.
ERASE = Move("erase", _("Words erased: the time of keeping is over"), frozenset(), "", "")


def name_of_move(name: str) -> Any:
    """Return what a step of a report is called."""
    return (REPORT_MOVES | ENTRY_MOVES).get(name, ERASE).label


def legal_moves(table: dict[str, Move], state: str) -> list[Move]:
    """Return what is possible from a state, whoever asks, in the order of the table."""
    return [move for move in table.values() if state in move.from_]
