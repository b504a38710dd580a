"""Counts of matters by kind, class, division and grid, each in one statement for a whole county.

A restricted matter is in none of them, nor one that was merged into another, which would count a thing twice. What this
module returns is for counting and is not scoped to an actor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from pingan.common.statements import rows_of
from risk.models import Counted

#: Generated columns of the matter by the length of a division's code.
COLUMNS = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}
_READ = """
from matters_matter matter
where matter.kind = any(%(kinds)s) and ({area}) and not matter.is_restricted and matter.state <> 'merged'
  and matter.opened_at >= %(since)s and matter.opened_at < %(until)s
"""
_AGE = "%(night)s::date - (matter.opened_at at time zone %(zone)s)::date"
_WEEKLY = f"""
select matter.kind, matter.class_code, matter.region_code, ({_AGE}) / 7 as weeks_back, count(*)
{_READ} group by 1, 2, 3, 4
"""
_DAILY = f"""
select matter.kind, matter.class_code, matter.grid_id, {_AGE} as days_back
{_READ} and matter.grid_id is not null order by matter.kind, matter.class_code, matter.grid_id, days_back
"""
_BOUNDS = f"select count(*), max(matter.id), min({_AGE}), max({_AGE}) {_READ}"


@dataclass(frozen=True)
class Weekly:
    """How many matters were opened in a division within a week that ended ``weeks_back`` weeks before the night."""

    counted: str
    class_code: str
    region_code: str
    weeks_back: int
    count: int


@dataclass(frozen=True)
class Bounds:
    """What was there to be read: how many matters, the newest key, the age of the oldest in days (None: there is none)."""

    count: int
    newest: int | None
    oldest_days: int | None


def end_of(night: date) -> datetime:
    """Return the moment at which a night's day is over in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(night + timedelta(days=1), time.min))


def area_condition(prefixes: Sequence[str]) -> tuple[str, dict[str, list[str]]]:
    """Return the condition of an area on ``matter``'s generated columns, and its values."""
    by_column: dict[str, list[str]] = {}
    for prefix in prefixes:
        by_column.setdefault(COLUMNS[len(prefix)], []).append(prefix)
    return " or ".join(f"matter.{name} = any(%({name})s)" for name in by_column), by_column


def weekly_counts(prefixes: Sequence[str], night: date, *, weeks: int) -> list[Weekly]:
    """Return the counts of the weeks that end with a night, the latest ``weeks`` of them; weeks of 0 are left out."""
    return [Weekly(*row) for row in _rows(_WEEKLY, prefixes, night, days=7 * weeks)]


def daily_places(prefixes: Sequence[str], night: date, *, days: int) -> list[tuple[str, str, int, int]]:
    """Return kind, class, grid and age in days of every matter that lies in a grid, ordered by all four."""
    return [(kind, code, grid, age) for kind, code, grid, age in _rows(_DAILY, prefixes, night, days=days)]


def bounds(prefixes: Sequence[str], night: date, *, days: int) -> Bounds:
    """Return what there was to be read on a night."""
    ((count, newest, _youngest, oldest),) = _rows(_BOUNDS, prefixes, night, days=days)
    return Bounds(count, newest, oldest)


def _rows(statement: str, prefixes: Sequence[str], night: date, *, days: int) -> list[tuple[Any, ...]]:
    condition, area = area_condition(prefixes)
    end = end_of(night)
    values = {
        "kinds": list(Counted.values),
        "night": night,
        "zone": timezone.get_current_timezone_name(),
        "since": end_of(night - timedelta(days=days)),
        "until": end,
        **area,
    }
    return rows_of(statement.format(area=condition), values)
