"""Remarks on an incident, and what the files of one show."""

from __future__ import annotations

from grids.machine.inputs import Supplement
from pingan.matters.machine import Move
from pingan.matters.models import MatterFile
from pingan.matters.services.effects import comment_effect

#: A unit has not begun yet: what is added supplements the report.
BEFORE_HANDLING = frozenset({"reported", "accepted", "dispatched", "returned", "suspended", "rejected"})


def remark_effect(move: Move) -> None:
    """Effect: a remark; its files show the handling only once that has begun, and never where they came with a report."""
    is_report = isinstance(move.data, Supplement)
    begun = move.matter.state not in BEFORE_HANDLING and not is_report
    comment_effect(move, purpose=MatterFile.Purpose.HANDLING if begun else MatterFile.Purpose.SUPPLEMENT)
    if is_report:
        move.public["joined"] = True
