"""Reads of reports that joined an incident that was there."""

from __future__ import annotations

from grids.models import JoinedReport
from pingan.access.policy import visible_to
from pingan.access.rules import Actor


def is_own_joining(actor: Actor, incident_id: int, key: str) -> bool:
    """Say whether a key from an address is that of the actor's own report that joined this incident."""
    if not (key.isascii() and key.isdigit() and len(key) < 19) or actor.user_id is None:
        return False
    own = visible_to(JoinedReport, actor).filter(reported_by_id=actor.user_id, incident_id=incident_id)
    return own.filter(pk=int(key)).exists()
