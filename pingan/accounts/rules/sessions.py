"""How long a session may stand idle. Pure.

GB/T 22239-2019 §8.1.4.1 demands that idle sessions end; domain.md §9.3 gives 15 to 30 minutes (our own
choice, marked L) and longer for grid workers on the road, who are asked again before anything sensitive is
shown.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: Version 1. Office posts.
IDLE_LIMIT = timedelta(minutes=30)
#: Version 1. Grid workers: a shift.
IDLE_LIMITS = {"grid_worker": timedelta(hours=12)}
#: How exactly the last request is remembered; a session is written at most once in this time.
RESOLUTION = timedelta(seconds=60)


def idle_limit(role: str) -> timedelta:
    """Return how long a session of this role may stand idle; the short limit where there is no post."""
    return IDLE_LIMITS.get(role, IDLE_LIMIT)


def has_idled_out(*, last_seen_at: datetime, role: str, now: datetime) -> bool:
    """Say whether the session has ended by standing idle."""
    return now - last_seen_at >= idle_limit(role)
