"""When a term runs out, with pauses and an extension (民法典 §§200-204)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, get_args

from pingan.calendars.rules.working_time import END_OF_DAY, EVERY_DAY, SHANGHAI, WorkingTime

TermUnit = Literal["working_days", "natural_days", "months", "years", "same_day", "hours", "minutes"]
UNITS: Final[tuple[TermUnit, ...]] = get_args(TermUnit)

_ONE_DAY: Final = timedelta(days=1)
_MONTHS: Final = {"months": 1, "years": 12}


@dataclass(frozen=True)
class Term:
    """A length of time that the law or the office sets. ``amount`` is at least 1, in ``unit``.

    ``same_day``: until the end of the day on which it starts; each further one adds a day.
    """

    amount: int
    unit: TermUnit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("a term has at least one unit")
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}")

    @property
    def is_in_days(self) -> bool:
        """Whether it ends with a day; hours and minutes run on through nights and holidays."""
        return self.unit not in {"hours", "minutes"}

    def extended(self, amount: int) -> Term:
        """Return the term with ``amount`` more of its own unit."""
        if amount < 0:
            raise ValueError("an extension cannot be negative")
        return Term(self.amount + amount, self.unit)

    def duration(self) -> timedelta:
        """Return the length of a term in days of the calendar, hours or minutes as time that simply passes.

        Raises:
            ValueError: working days have no fixed length, months and years only from a day on.

        """
        if self.unit in {"natural_days", "same_day"}:
            return timedelta(days=self.amount)
        if self.unit == "hours":
            return timedelta(hours=self.amount)
        if self.unit == "minutes":
            return timedelta(minutes=self.amount)
        raise ValueError(f"{self.unit.replace('_', ' ')} have no fixed length")

    def duration_from(self, first: date) -> timedelta:
        """Return the length of a term that starts on ``first``, holidays and pauses left aside.

        Raises:
            ValueError: the term is in working days.

        """
        if self.unit in _MONTHS:
            return corresponding_day(first, self.amount * _MONTHS[self.unit]) - first
        return self.duration()


def corresponding_day(first: date, months: int) -> date:
    """Return the same day of a later month; the last day of that month where it has none (民法典 §202)."""
    years, index = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, index + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Span:
    """A pause from ``start`` until ``end``; ``end`` None means that it still lasts."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("a pause needs aware moments")
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause cannot end before it starts")


@dataclass(frozen=True)
class Due:
    """When a term runs out.

    ``is_provisional``: a day it rests on lies in a year whose holiday notice is not out, so it may still
    move. ``is_standing``: a pause that began before the term ran out still lasts. ``at`` is then what it
    would be if the pause ended the moment it began: nobody can miss it, and it only moves later. It is
    computed anew on resuming. A pause that began after the term had run out changes nothing and does not
    make it stand.
    """

    at: datetime
    is_provisional: bool = False
    is_standing: bool = False


def due_at(
    *,
    start: datetime,
    term: Term,
    working_time: WorkingTime,
    pauses: Iterable[Span] = (),
    extension: int = 0,
) -> Due:
    """Return when ``term``, begun at ``start``, runs out; the moment is in Asia/Shanghai.

    - Days: the day of ``start`` is not counted (民法典 §201 ¶1); the last day ends when the office closes,
      or at its end where office hours are unknown (§203 ¶2).
    - Natural days: a last day that is off moves on to the next working day (§203 ¶1).
    - Months and years: the last day is the corresponding day of the last month, or that month's last day
      (§202); from there on as natural days, so that a pause adds the days that it took.
    - Same day: until the end of the day of ``start`` itself, whatever day that is and when the office closes.
    - Hours and minutes run continuously from ``start`` (§201 ¶2).
    - ``extension`` is in the term's own unit and counts as if the term had been longer from the beginning.
    - A pause of a day term takes out each day after the day it began, up to and including the day it ended;
      a pause of an hour term adds exactly its length. Overlapping pauses count once. A pause that starts
      when the term has already run out revives nothing.
    - A day term never runs out during a pause: if its last day would close then, the first working day that
      closes after the pause takes its place, so the rest of that day is not lost.

    To change a term half-way call this with the original ``start``, all pauses and the new term: time that
    stood still stays added.

    Raises:
        ValueError: ``start`` is naive, or the extension is negative.

    """
    if start.tzinfo is None:
        raise ValueError("a term needs an aware start")
    whole = term.extended(extension)
    spans = merge_spans(pauses, not_before=start)
    first = start.astimezone(SHANGHAI).date()
    if whole.unit == "same_day":
        found = _due_in_days(first - _ONE_DAY, whole, EVERY_DAY, spans)
        # The day ends a second early (see END_OF_DAY); nothing is due before it began.
        return replace(found, at=max(found.at, start.astimezone(SHANGHAI)))
    if whole.is_in_days:
        return _due_in_days(first, whole, working_time, spans)
    return _due_in_hours(start, whole, spans)


def term_of_day(day: date, days_before: int) -> tuple[datetime, datetime]:
    """Return when something promised for a day is due, at the end of that day, and when that is announced."""
    due = datetime.combine(day, END_OF_DAY, tzinfo=SHANGHAI)
    return due, due - timedelta(days=days_before)


def merge_spans(pauses: Iterable[Span], *, not_before: datetime) -> list[Span]:
    """Return the union of ``pauses`` after ``not_before``, in order; no two of them overlap or touch."""
    merged: list[Span] = []
    for span in sorted(pauses, key=lambda item: item.start):
        if span.end is not None and span.end <= not_before:
            continue
        begun = max(span.start, not_before)
        if merged and (merged[-1].end is None or begun <= merged[-1].end):
            merged[-1] = Span(merged[-1].start, _later(merged[-1].end, span.end))
        else:
            merged.append(Span(begun, span.end))
    return merged


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _due_in_hours(start: datetime, term: Term, spans: list[Span]) -> Due:
    # In UTC, because adding to a local time adds to the clock on the wall instead of to time.
    at = start.astimezone(UTC) + term.duration()
    for span in spans:
        if span.start >= at:
            break
        if span.end is None:
            return Due(at.astimezone(SHANGHAI), is_standing=True)
        at += span.end - span.start
    return Due(at.astimezone(SHANGHAI))


def _due_in_days(first: date, term: Term, time: WorkingTime, spans: list[Span]) -> Due:
    closed = [(span.start, span.end) for span in spans if span.end is not None]
    lost = [_days_lost(start, end) for start, end in closed]
    counts_worked = term.unit == "working_days"
    left = term.amount if counts_worked else term.duration_from(first).days
    day = used_up = first
    while True:
        day += _ONE_DAY
        if counts_worked:
            day = time.on_or_after(day)
        if left and not any(begun < day <= ended for begun, ended in lost):
            left, used_up = left - 1, day
        if left:
            continue
        day = time.on_or_after(day)
        at = time.close_of(day)
        if not any(start < at <= end for start, end in closed):
            break
    # Working days depend on the calendar of every day passed, other days only on that of the last.
    rests_on = first + _ONE_DAY if counts_worked else used_up
    standing = any(span.end is None and span.start < at for span in spans)
    return Due(at, is_provisional=not time.is_final(rests_on, day), is_standing=standing)


def _days_lost(start: datetime, end: datetime) -> tuple[date, date]:
    """Return the days between which a pause takes days out: after the one it began, up to the one it ended."""
    return start.astimezone(SHANGHAI).date(), end.astimezone(SHANGHAI).date()
