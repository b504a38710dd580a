"""What every random walk over a matter asks of the books."""

from __future__ import annotations

from datetime import datetime

from pingan.matters.models import Clock, TimelineEntry


def clocks_of(matter_id: int) -> list[tuple[str, datetime, datetime | None]]:
    """Return the clocks of a matter: stage, when due, when stopped."""
    rows = Clock.objects.filter(matter_id=matter_id).order_by("pk")
    return list(rows.values_list("stage", "due_at", "stopped_at"))


def replayed(matter_id: int) -> str:
    """Return the state to which the entries of a timeline lead, one after the other from the first."""
    state = ""
    for number, entry in enumerate(
        TimelineEntry.objects.filter(matter_id=matter_id).order_by("seq"), start=1
    ):
        assert entry.seq == number
        assert number == 1 or entry.from_state == state, f"{entry.action} began in another state"
        state = entry.to_state
    return state
