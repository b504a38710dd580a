"""When sessions are: no mediator twice at one time, though several processes write at once.

A batch holds disputes of one stretch of the year. The first sessions of a batch lie a week after that stretch, in the
first half of an hour, the second two weeks after it, in the second half: so batches never meet, and within one
batch the diary knows what is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pingan.calendars.rules import SHANGHAI

_HOUR = timedelta(hours=1)
_WEEK = timedelta(days=7)
_OFFICE = frozenset({9, 10, 14, 15, 16})
_SATURDAY = 5


@dataclass
class Diary:
    """The bookings of one batch whose disputes were opened between two moments."""

    begins: datetime
    ends: datetime
    taken: set[tuple[int, datetime]] = field(default_factory=set)

    def book(self, mediator: int, after: datetime, turn: int) -> tuple[datetime, datetime] | None:
        """Return begin and end of a free half hour for a first (0) or second (1) session; None: none is left.

        Office hours first, then any hour of the day.
        """
        for is_strict in (True, False):
            for hour in self._hours(after, turn):
                if is_strict and not _in_office(hour):
                    continue
                starts_at = hour + turn * timedelta(minutes=30)
                if (mediator, starts_at) not in self.taken:
                    self.taken.add((mediator, starts_at))
                    return starts_at, starts_at + timedelta(minutes=25)
        return None

    def _hours(self, after: datetime, turn: int) -> Iterator[datetime]:
        shift = _WEEK * (turn + 1)
        hour = max(self.begins + shift, after).replace(minute=0, second=0, microsecond=0) + _HOUR
        while hour + _HOUR <= self.ends + shift:
            yield hour
            hour += _HOUR


def _in_office(hour: datetime) -> bool:
    local = hour.astimezone(SHANGHAI)
    return local.weekday() < _SATURDAY and local.hour in _OFFICE
