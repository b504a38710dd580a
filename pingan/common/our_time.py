"""Which days can have been meant: the years 1 and 9999 do not exist in every zone; written, they could not be read again."""

from __future__ import annotations

from datetime import UTC, date, datetime

FIRST_YEAR, LAST_YEAR = 1900, 2200
FIRST_MOMENT = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)


def is_of_our_time(day: date) -> bool:
    """Say whether a day or a moment lies near enough to be one that somebody meant."""
    return FIRST_YEAR <= day.year <= LAST_YEAR
