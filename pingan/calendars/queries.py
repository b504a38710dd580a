"""Reading the calendar: as working time for the arithmetic, as rows for the office that keeps it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from pingan.calendars.models import CalendarVersion, CalendarYear, DayKind, Holiday, OfficeHours, YearStatus
from pingan.calendars.rules import Hours, WorkingTime

# Editing the calendar while it is read is rare; a third failure means something is wrong.
_READ_ATTEMPTS = 3


@dataclass(frozen=True)
class _Copy:
    """Everything that one version holds, and the working times already put together from it."""

    days: dict[str, frozenset[date]]
    final_years: frozenset[int]
    hours: tuple[tuple[str, Hours], ...]
    built: dict[tuple[int, ...], WorkingTime] = field(default_factory=dict)

    def for_area(self, region_code: str, token: str) -> WorkingTime:
        """Return the working time of one area; areas under the same office hours share one object."""
        key = tuple(index for index, (prefix, _) in enumerate(self.hours) if region_code.startswith(prefix))
        if key not in self.built:
            self.built[key] = WorkingTime(
                holidays=self.days[DayKind.HOLIDAY],
                workdays=self.days[DayKind.WORKDAY],
                final_years=self.final_years,
                hours=tuple(self.hours[index][1] for index in key),
                version=token,
            )
        return self.built[key]


# The last copy read by this process. Replaced as a whole, so threads need no lock.
_cached: dict[uuid.UUID, _Copy] = {}


def working_time(region_code: str) -> WorkingTime:
    """Return the calendar that holds in an area, for all years that are known.

    ``region_code`` is a division code or any prefix of one. Costs one query on a single row; the rest is read
    again only after a change, also one made by another process or host. Hold on to the result within a job.
    """
    for _ in range(_READ_ATTEMPTS):
        token = _token()
        copy = _cached.get(token) if token else None
        if copy is None:
            copy = _read()
            # A change between the statements could have mixed two versions.
            if _token() != token:
                continue
            if token is not None:
                _cached.clear()
                _cached[token] = copy
        return copy.for_area(region_code, str(token or ""))
    raise RuntimeError("the calendar keeps changing while it is read")


def _token() -> uuid.UUID | None:
    return CalendarVersion.objects.values_list("token", flat=True).first()


def _read() -> _Copy:
    days: dict[str, set[date]] = defaultdict(set)
    for day_on, kind in Holiday.objects.values_list("day_on", "kind"):
        days[kind].add(day_on)
    years = CalendarYear.objects.filter(status=YearStatus.FINAL).values_list("year", flat=True)
    rows = sorted(OfficeHours.objects.all(), key=_precedence)
    return _Copy(
        days={kind: frozenset(days[kind]) for kind in DayKind.values},
        final_years=frozenset(years),
        hours=tuple((row.region_code, _as_rule(row)) for row in rows),
    )


def _precedence(row: OfficeHours) -> tuple[int, bool, int]:
    """Sort the closest area first, then a season before the whole year, then the latest rule."""
    return (-len(row.region_code), row.season_from == "", -row.effective_from.toordinal())


def _as_rule(row: OfficeHours) -> Hours:
    return Hours(
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        season_from=row.season_from,
        season_to=row.season_to,
        morning_opens=row.morning_opens,
        morning_closes=row.morning_closes,
        afternoon_opens=row.afternoon_opens,
        afternoon_closes=row.afternoon_closes,
    )


def days_of_year(year: int) -> QuerySet[Holiday]:
    """Return the special days of a year in order, for the page of the office."""
    return Holiday.objects.filter(day_on__year=year).select_related("edited_by")


def calendar_years() -> QuerySet[CalendarYear]:
    """Return the years that have been entered; a year that is missing here is provisional."""
    return CalendarYear.objects.select_related("edited_by")


def office_hours_in_force(on: date) -> QuerySet[OfficeHours]:
    """Return the office hours whose period holds on a day, every area and season."""
    return OfficeHours.objects.filter(
        Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on
    ).select_related("edited_by")
