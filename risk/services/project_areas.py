"""Looking again at what lies in the areas of open decisions: right after one is drawn, and once a day."""

from __future__ import annotations

from pingan.access.rules import system_actor
from pingan.common.errors import IllegalAction, NotFound
from pingan.common.outbox import enqueue
from pingan.matters.services import perform
from risk.queries.project_areas import open_decisions


def link_area(decision_id: int) -> bool:
    """Link what lies in one decision's area; False: there is nothing new, or the decision has ended.

    A second run changes nothing and says nothing. Raises ``Busy`` where somebody is at work on the decision: the outbox
    tries again.
    """
    try:
        perform(actor=system_actor(), kind="decision", matter_id=decision_id, action="link_area")
    except (IllegalAction, NotFound):
        return False
    return True


def link_areas() -> int:
    """Write a job for each open decision; return how many there are."""
    found = open_decisions()
    for decision_id in found:
        enqueue("risk.link_area", decision_id=decision_id)
    return len(found)
