"""When an event that nobody took is tried again, and when people must look at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(seconds=10)
LONGEST: Final = timedelta(hours=6)
#: After this time since the first attempt an event waits for a person.
PATIENCE: Final = timedelta(days=3)
_FACTOR = 4


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: ten seconds, four times as long each time, six hours at most."""
    steps = min(max(attempts - 1, 0), 10)
    return min(FIRST * int(_FACTOR**steps), LONGEST)


def is_hopeless(first_at: datetime, now: datetime) -> bool:
    """Say whether the machine has tried long enough."""
    return now - first_at >= PATIENCE
