"""The ledger of a grid (台账): its kinds of work, its entries and their order. Pure.

Nothing of it is typed: each entry is a record that somebody made for another reason (report, dispute, hazard,
screening, visit), read again as a line of a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

#: The five kinds of work of Article 15, in its order.
WORKS: Final[Mapping[str, Any]] = {
    "information": _("Information gathering"),
    "patrol": _("Public-order patrol"),
    "disputes": _("Disputes: screening and resolving"),
    "emergencies": _("Reporting of emergencies"),
    "hazards": _("Screening for safety hazards"),
}
#: Which of them a class of level 1 belongs to. Appeals and clues are what is collected and passed on (Article 15, end).
WORK_OF_CLASS: Final[Mapping[str, str]] = {
    "APPEAL": "information",
    "INFO": "information",
    "CLUE": "information",
    "ORDER": "patrol",
    "DISPUTE": "disputes",
    "EMERGENCY": "emergencies",
    "HAZARD": "hazards",
}
#: A ledger is filed by the month; longer than a year it is no table any more (our own choice).
MOST_DAYS: Final = 366
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Span:
    """The days of a ledger or table, both included, in Asia/Shanghai."""

    since: date
    until: date

    def __post_init__(self) -> None:
        """Refuse a span that no table is made of.

        Raises:
            ValueError: it ends before it begins, is longer than ``MOST_DAYS``, or lies outside 2000–2100.

        """
        if not FIRST_DAY <= self.since <= self.until <= LAST_DAY or self.days > MOST_DAYS:
            raise ValueError(f"{self.since}–{self.until}")

    @property
    def days(self) -> int:
        """Return how many days it holds."""
        return (self.until - self.since).days + 1

    @property
    def is_month(self) -> bool:
        """Say whether it is exactly one calendar month."""
        return self == month_of(self.since)

    def __str__(self) -> str:
        """Show a month as 2026-11, any other span by its two days."""
        return f"{self.since:%Y-%m}" if self.is_month else f"{self.since:%Y-%m-%d} – {self.until:%Y-%m-%d}"

    def address(self) -> dict[str, str]:
        """Return it as addresses name it."""
        return {"from": self.since.isoformat(), "to": self.until.isoformat()}

    def opened(self) -> dict[str, str]:
        """Return it as the lists of matters name it."""
        return {"opened_after": self.since.isoformat(), "opened_before": self.until.isoformat()}

    def days_of_list(self) -> dict[str, str]:
        """Return it as the lists of patrols name it."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def month_of(day: date) -> Span:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def asked_span(since: date | None, until: date | None, today: date) -> Span:
    """Return the days that were asked for. One day alone stands for its month, none for the month of ``today``.

    Raises:
        ValueError: see ``Span``.

    """
    if since is not None and until is not None:
        return Span(since, until)
    found = month_of(since or until or today)
    return Span(found.since, found.until)


def months_until(day: date, count: int) -> list[Span]:
    """Return the last ``count`` months, the one of ``day`` first."""
    found = [month_of(day)]
    while len(found) < count:
        found.append(month_of(found[-1].since - timedelta(days=1)))
    return found


@dataclass(frozen=True)
class LedgerEntry:
    """One line of a ledger. ``closed_on`` None: it has not ended. ``follows``: the number of the record it came from.

    ``reporter`` is the reader's own name at what the reader entered, else where it came from: nobody else is named.
    ``url`` blank: it has no page of its own.
    """

    work: str
    on: date
    number: str
    place: str
    what: str
    sort: str
    result: str
    closed_on: date | None = None
    reporter: str = ""
    follows: str = ""
    url: str = ""


@dataclass(frozen=True)
class LedgerSection:
    """The entries of one kind of work. ``following``: how many of them came from another record."""

    work: str
    label: Any
    entries: tuple[LedgerEntry, ...]

    @property
    def following(self) -> int:
        """Return how many go on what another record began: they are no further occurrence."""
        return sum(bool(entry.follows) for entry in self.entries)

    @property
    def closed(self) -> int:
        """Return how many have ended."""
        return sum(entry.closed_on is not None for entry in self.entries)


def sections_of(entries: Iterable[LedgerEntry]) -> list[LedgerSection]:
    """Return all five kinds of work in their order, each with its entries by day and number; empty ones as well.

    Raises:
        KeyError: an entry of a kind of work that Article 15 does not name.

    """
    by_work: dict[str, list[LedgerEntry]] = {work: [] for work in WORKS}
    for entry in entries:
        by_work[entry.work].append(entry)
    return [
        LedgerSection(work, WORKS[work], tuple(sorted(found, key=lambda one: (one.on, one.number))))
        for work, found in by_work.items()
    ]
