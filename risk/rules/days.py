"""Days that somebody typed. Pure."""

from __future__ import annotations

from datetime import date, timedelta

#: Nothing of this app is planned, decided or warned of further away; another year is a slip of the hand.
FURTHEST = timedelta(days=731)


def lies_too_far(day: date, today: date) -> bool:
    """Say whether a day lies further from today than anything that is meant."""
    return abs(day - today) > FURTHEST
