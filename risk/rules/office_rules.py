"""Rules that an office sets for the matters of one grid: when one is met, and what it would have found in the past. Pure.

Article 25 asks for early warning from the matters themselves; the numbers of a rule are the office's own, versioned, and
tried on the past before they are switched on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Place = tuple[int, str]
"""A grid and a class."""


@dataclass(frozen=True)
class Record:
    """One matter as rules see it. ``people`` 0: unknown. ``closed_on`` None: still open.

    ``back_after``: of a hazard that is at its place again, the days since the latest one there was cleared; None: it is not.
    ``overdue`` are the days from which on a term was over, each with the day on which it no longer was (None: it still is).
    """

    id: int
    grid_id: int
    class_code: str
    opened_on: date
    closed_on: date | None = None
    people: int = 0
    returned: int = 0
    back_after: int | None = None
    overdue: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True)
class Terms:
    """What a rule says; ``class_code`` blank: each class for itself. See ``ScreeningRule``."""

    kind: str
    least: int
    days: int
    people: int = 0
    class_code: str = ""


@dataclass(frozen=True)
class Firing:
    """A rule met in one grid and class on one night, and the matters (keys, ascending) that met it."""

    grid_id: int
    class_code: str
    matters: tuple[int, ...]


@dataclass(frozen=True)
class Episode:
    """Nights on which a rule was met in one grid and class, taken together as the one signal they would have been."""

    grid_id: int
    class_code: str
    first: date
    last: date
    matters: tuple[int, ...]


def firings(terms: Terms, records: Iterable[Record], night: date) -> list[Firing]:
    """Return where a rule is met on a night, by grid and class."""
    return [
        Firing(*place, met)
        for place, rows in sorted(_by_place(terms, records).items())
        if len(met := _met(terms, rows, night)) >= terms.least
    ]


def episodes(
    terms: Terms, records: Iterable[Record], since: date, until: date, *, ends_after: int
) -> list[Episode]:
    """Return the signals that a rule would have made from one day to another, both included, in the order of their nights.

    ``ends_after``: nights without the rule being met after which it would be a new signal.
    """
    nights = [since + timedelta(days=day) for day in range((until - since).days + 1)]
    found: list[Episode] = []
    for place, rows in sorted(_by_place(terms, records).items()):
        running: Episode | None = None
        for night in nights:
            met = _met(terms, rows, night)
            if len(met) < terms.least:
                continue
            if running is None or (night - running.last).days > ends_after:
                if running is not None:
                    found.append(running)
                running = Episode(*place, night, night, met)
            else:
                every = tuple(sorted({*running.matters, *met}))
                running = Episode(*place, running.first, night, every)
        if running is not None:
            found.append(running)
    return sorted(found, key=lambda one: (one.first, one.grid_id, one.class_code))


def days_read(terms: Terms) -> int:
    """Return how far back before a night a matter may have been opened that a rule still asks of."""
    return {"recurrence": 2 * terms.days, "overdue": 730}.get(terms.kind, terms.days)


def _by_place(terms: Terms, records: Iterable[Record]) -> Mapping[Place, Sequence[Record]]:
    found: dict[Place, list[Record]] = defaultdict(list)
    for record in records:
        if terms.class_code in ("", record.class_code):
            found[record.grid_id, record.class_code].append(record)
    return found


def _met(terms: Terms, rows: Sequence[Record], night: date) -> tuple[int, ...]:
    if terms.kind == "overdue":
        return tuple(sorted(row.id for row in rows if _is_overdue(row, night, terms.days)))
    start = night - timedelta(days=terms.days - 1)
    recent = [row for row in rows if start <= row.opened_on <= night]
    if terms.kind == "group":
        recent = [row for row in recent if row.people >= terms.people]
    elif terms.kind == "repeated":
        recent = [row for row in recent if row.returned > 0]
    elif terms.kind == "recurrence":
        recent = [
            row for row in recent if _is_back(row, terms.days) or _follows_another(row, rows, terms.days)
        ]
    return tuple(sorted(row.id for row in recent))


def _is_overdue(row: Record, night: date, days: int) -> bool:
    """Say whether a term of a matter has been over for so many days on a night; its first day is the first of them."""
    return any(
        since + timedelta(days=days - 1) <= night and (ended is None or ended > night)
        for since, ended in row.overdue
    )


def _is_back(row: Record, days: int) -> bool:
    return row.back_after is not None and row.back_after <= days


def _follows_another(row: Record, rows: Sequence[Record], days: int) -> bool:
    return any(
        other.closed_on is not None
        and other.id < row.id
        and 0 <= (row.opened_on - other.closed_on).days <= days
        for other in rows
    )
