"""How far a hand-over is, read off the task of the unit and whether its system said that it has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Where a task stands -> what a partner is told; of a task that waits for its signature the receipt decides.
_BY_TASK: Final[Mapping[str, str]] = {
    "signed": "in_handling",
    "done": "done",
    "returned": "refused",
    "withdrawn": "ended",
    "waived": "ended",
}
#: What a system may report -> where the task then stands.
STATUSES: Final[Mapping[str, str]] = {"in_handling": "signed", "done": "done", "refused": "returned"}
#: Their names, as the shape of a report tells them.
REPORTED: Final = list(STATUSES)


def standing_of(task_state: str, *, is_acknowledged: bool) -> str:
    """Return given, acknowledged, in_handling, done, refused or ended."""
    return _BY_TASK.get(task_state, "acknowledged" if is_acknowledged else "given")
