"""Single days and whole years."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pingan.calendars.models import CalendarYear, DayKind, Holiday, YearStatus
from pingan.calendars.services.versions import renew_version
from pingan.common.errors import Invalid, NotFound
from pingan.common.ids import UserId

_YEARS = range(2000, 2101)


@transaction.atomic
def set_day(
    *, user_id: UserId, day_on: date, kind: str, name: str, source: str, in_lieu: bool = False
) -> Holiday:
    """Enter or change what the calendar says of one day; ``source`` is the notice that says so.

    Raises:
        Invalid: unknown kind, no name or source, a make-up workday that is no weekend day, year out of range.

    """
    problems = _problems(day_on=day_on, kind=kind, name=name, source=source)
    if kind == DayKind.WORKDAY and day_on.weekday() < 5:
        problems["day_on"] = _("Only a Saturday or Sunday can be a make-up workday.")
    if problems:
        raise Invalid(problems)
    renew_version()
    day, _created = Holiday.objects.update_or_create(
        day_on=day_on,
        defaults={
            "kind": kind,
            "name": name.strip(),
            "in_lieu": in_lieu and kind == DayKind.HOLIDAY,
            "source": source.strip(),
            "edited_by_id": user_id,
        },
    )
    return day


def _problems(*, day_on: date, kind: str, name: str, source: str) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if kind not in DayKind.values:
        problems["kind"] = _("Choose one of the listed kinds.")
    if day_on.year not in _YEARS:
        problems["day_on"] = _("The year must lie between 2000 and 2100.")
    if not 0 < len(name.strip()) <= 40:
        problems["name"] = _("Enter a name of at most 40 characters.")
    return problems | _source_problems(source)


def _source_problems(source: str) -> dict[str, Any]:
    if not 0 < len(source.strip()) <= 200:
        return {"source": _("Name the notice this comes from, in at most 200 characters.")}
    return {}


@transaction.atomic
def remove_day(*, user_id: UserId, day_on: date, source: str) -> None:
    """Make a day again what its weekday makes it.

    A day that the office entered disappears. One from the reference file stays as ``ordinary``, so that
    loading the file again does not bring it back.

    Raises:
        NotFound: the calendar says nothing special of this day.
        Invalid: no source.

    """
    if problems := _source_problems(source):
        raise Invalid(problems)
    renew_version()
    day = Holiday.objects.filter(day_on=day_on).exclude(kind=DayKind.ORDINARY).first()
    if day is None:
        raise NotFound
    if day.is_from_reference:
        day.kind, day.in_lieu = DayKind.ORDINARY, False
        day.source, day.edited_by_id = source.strip(), user_id
        day.save()
    else:
        day.delete()


@transaction.atomic
def mark_year_final(*, user_id: UserId, year: int, source: str) -> CalendarYear:
    """State that the yearly notice has been entered in full; terms that rest on the year are no longer
    provisional.

    Raises:
        Invalid: no day off is entered for the year, which no notice has ever said; no source.

    """
    problems = _source_problems(source)
    if not Holiday.objects.filter(day_on__year=year, kind=DayKind.HOLIDAY).exists():
        problems["year"] = _("Enter the days off of this year first.")
    if problems:
        raise Invalid(problems)
    return _set_year(user_id=user_id, year=year, status=YearStatus.FINAL, source=source)


@transaction.atomic
def mark_year_provisional(*, user_id: UserId, year: int, source: str) -> CalendarYear:
    """Take the word back: the notice is being changed, or was entered wrongly.

    Raises:
        Invalid: no source, or a year out of range.

    """
    problems = _source_problems(source)
    if year not in _YEARS:
        problems["year"] = _("The year must lie between 2000 and 2100.")
    if problems:
        raise Invalid(problems)
    return _set_year(user_id=user_id, year=year, status=YearStatus.PROVISIONAL, source=source)


def _set_year(*, user_id: UserId, year: int, status: YearStatus, source: str) -> CalendarYear:
    renew_version()
    row, _created = CalendarYear.objects.update_or_create(
        year=year, defaults={"status": status, "source": source.strip(), "edited_by_id": user_id}
    )
    return row
