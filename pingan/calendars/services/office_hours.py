"""Office hours of an area."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pingan.calendars.models import Confidence, OfficeHours
from pingan.calendars.services.versions import renew_version
from pingan.common.errors import Invalid
from pingan.common.ids import UserId

_PREFIX = re.compile(r"36|36\d{2}|36\d{4}|36\d{7}|36\d{10}")


@dataclass(frozen=True)
class OfficeHoursInput:
    """What an office states. ``region_code`` is the prefix of an area; a season is ``"MM-DD"`` or blank."""

    region_code: str
    effective_from: date
    morning_opens: time
    morning_closes: time
    afternoon_opens: time
    afternoon_closes: time
    source: str
    confidence: str = Confidence.HIGH
    season_from: str = ""
    season_to: str = ""


@transaction.atomic
def set_office_hours(*, user_id: UserId | None, data: OfficeHoursInput) -> OfficeHours:
    """Let these hours hold in the area from a day on; what held before keeps its period until that day.

    The same day again replaces what was stated for it. Terms that are already running keep their end: it was
    stored when it was computed. ``user_id`` None: the reference data.

    Raises:
        Invalid: a code that is no prefix, times out of order, an impossible season, no source.

    """
    if problems := _problems(data):
        raise Invalid(problems)
    renew_version()
    line = OfficeHours.objects.filter(
        region_code=data.region_code, season_from=data.season_from, season_to=data.season_to
    )
    line.filter(Q(effective_to=None) | Q(effective_to__gt=data.effective_from)).filter(
        effective_from__lt=data.effective_from
    ).update(effective_to=data.effective_from)
    row, _created = OfficeHours.objects.update_or_create(
        region_code=data.region_code,
        season_from=data.season_from,
        season_to=data.season_to,
        effective_from=data.effective_from,
        defaults={
            "effective_to": _next_start(line, data.effective_from),
            "morning_opens": data.morning_opens,
            "morning_closes": data.morning_closes,
            "afternoon_opens": data.afternoon_opens,
            "afternoon_closes": data.afternoon_closes,
            "source": data.source.strip(),
            "confidence": data.confidence,
            "edited_by_id": user_id,
        },
    )
    return row


def _next_start(line: QuerySet[OfficeHours], day: date) -> date | None:
    found = line.filter(effective_from__gt=day).aggregate(first=Min("effective_from"))
    first: date | None = found["first"]
    return first


def _problems(data: OfficeHoursInput) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if not _PREFIX.fullmatch(data.region_code):
        problems["region_code"] = _("This is not the code of an area of Jiangxi.")
    if not (data.morning_opens < data.morning_closes <= data.afternoon_opens < data.afternoon_closes):
        problems["afternoon_closes"] = _("The times of the day must follow one another.")
    if not _is_season(data.season_from, data.season_to):
        problems["season_from"] = _("Give both ends of the season as MM-DD, or neither.")
    if not 0 < len(data.source.strip()) <= 200:
        problems["source"] = _("Name the notice this comes from, in at most 200 characters.")
    if data.confidence not in Confidence.values:
        problems["confidence"] = _("Choose one of the listed values.")
    return problems


def _is_season(first: str, last: str) -> bool:
    if not first and not last:
        return True
    return _is_day_of_year(first) and _is_day_of_year(last)


def _is_day_of_year(mark: str) -> bool:
    if not re.fullmatch(r"\d{2}-\d{2}", mark):
        return False
    try:
        date.fromisoformat(f"2024-{mark}")  # a leap year, so that 02-29 is a day
    except ValueError:
        return False
    return True
