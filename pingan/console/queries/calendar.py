"""A year of the working calendar as twelve months of days."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pingan.access.rules import Actor
from pingan.calendars.models import CalendarYear, DayKind, Holiday, OfficeHours
from pingan.calendars.queries import calendar_years, days_of_year, office_hours_in_force, working_time
from pingan.org.models import Region


@dataclass(frozen=True)
class Day:
    """One day. ``kind``: holiday, workday (made up), weekend or work; ``name``: what the notice calls it."""

    on: date
    kind: str
    name: str
    source: str
    in_lieu: bool = False


@dataclass(frozen=True)
class Month:
    """One month as weeks of seven; None: a day of another month. ``worked``: its working days."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    worked: int


@dataclass(frozen=True)
class Run:
    """Days that follow one another under one name and kind, as a notice gives them."""

    first: Holiday
    last: Holiday

    def goes_on_with(self, row: Holiday) -> bool:
        """Say whether the next row belongs to the same run."""
        is_next = row.day_on - self.last.day_on == timedelta(days=1)
        return is_next and (row.kind, row.name, row.source) == (
            self.last.kind,
            self.last.name,
            self.last.source,
        )


def runs_of(rows: Iterable[Holiday]) -> tuple[Run, ...]:
    """Join days in order into runs."""
    found: list[Run] = []
    for row in rows:
        if found and found[-1].goes_on_with(row):
            found[-1] = Run(found[-1].first, row)
        else:
            found.append(Run(row, row))
    return tuple(found)


@dataclass(frozen=True)
class YearView:
    """A year. ``state`` None: nothing was entered, so it is provisional."""

    year: int
    state: CalendarYear | None
    months: tuple[Month, ...]
    special: tuple[Run, ...]
    worked: int

    @property
    def is_final(self) -> bool:
        """Say whether terms over this year are certain."""
        return self.state is not None and self.state.status == "final"


def year_view(year: int, region_code: str) -> YearView:
    """Return a year as it holds in an area; the same working time that every term is counted with."""
    special = {row.day_on: row for row in days_of_year(year)}
    time = working_time(region_code)

    def day_of(on: date) -> Day:
        row = special.get(on)
        is_worked = time.is_working_day(on)
        if row is not None and row.kind != DayKind.ORDINARY:
            return Day(on, row.kind, row.name, row.source, row.in_lieu)
        if not is_worked and on.weekday() < 5:
            return Day(on, "holiday", "", "")
        return Day(on, "work" if is_worked else "weekend", "", "")

    months = []
    for number in range(1, 13):
        weeks = tuple(
            tuple(day_of(on) if on.month == number else None for on in week)
            for week in Calendar().monthdatescalendar(year, number)
        )
        worked = sum(day is not None and day.kind in {"work", "workday"} for week in weeks for day in week)
        months.append(Month(date(year, number, 1), weeks, worked))
    state = calendar_years().filter(year=year).first()
    runs = runs_of(row for row in special.values() if row.kind != DayKind.ORDINARY)
    return YearView(year, state, tuple(months), runs, sum(month.worked for month in months))


def hours_around(actor: Actor, on: date) -> list[tuple[OfficeHours, str]]:
    """Return the office hours that concern the post's area on a day, each with the name of its area."""
    code = actor.region_code
    rows = [
        row
        for row in office_hours_in_force(on)
        if code.startswith(row.region_code) or actor.covers(row.region_code)
    ]
    padded = [row.region_code.ljust(12, "0") for row in rows]
    names = dict(Region.objects.filter(code__in=padded, valid_to=None).values_list("code", "name"))
    return [(row, names.get(row.region_code.ljust(12, "0"), row.region_code)) for row in rows]
