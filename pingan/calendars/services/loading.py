"""Loading the reference file; repeating it changes nothing and keeps what an office has edited."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Final

from django.db import transaction

from pingan.calendars.models import CalendarYear, Confidence, DayKind, Holiday, OfficeHours, YearStatus
from pingan.calendars.services.office_hours import OfficeHoursInput, set_office_hours
from pingan.calendars.services.versions import renew_version

REFERENCE: Final = Path(__file__).resolve().parent.parent / "reference" / "cn_holidays_2024_2026.csv"

#: Assumed for the province until an office states its own; every area can differ, many keep summer hours.
PROVINCE_HOURS: Final = OfficeHoursInput(
    region_code="36",
    effective_from=date(2024, 1, 1),
    morning_opens=time(8, 30),
    morning_closes=time(12),
    afternoon_opens=time(14),
    afternoon_closes=time(17, 30),
    source="系统预设作息时间(低可信度):请由各级平安办按当地公布的上下班时间核定",
    confidence=Confidence.LOW,
)


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows added or corrected, rows left alone because an office had edited them."""

    changed: int
    kept: int
    years: tuple[int, ...]


@transaction.atomic
def load_holidays() -> Loaded:
    """Load days, years and the province's assumed office hours from the product's reference files."""
    wanted = _reference_days()
    present = {row.day_on: row for row in Holiday.objects.filter(day_on__in=list(wanted))}
    stale = [day for day_on, day in wanted.items() if _differs(present.get(day_on), day)]
    kept = sum(row.edited_by_id is not None for row in present.values())
    years = tuple(sorted({day_on.year for day_on in wanted}))
    missing_years = set(years) - set(CalendarYear.objects.values_list("year", flat=True))
    hours_missing = not OfficeHours.objects.filter(region_code=PROVINCE_HOURS.region_code).exists()
    if stale or missing_years:
        renew_version()
    Holiday.objects.bulk_create(
        stale,
        update_conflicts=True,
        unique_fields=["day_on"],
        update_fields=["kind", "name", "in_lieu", "source", "is_from_reference", "updated_at"],
    )
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, status=YearStatus.FINAL, source=_notice(year)) for year in missing_years
    )
    if hours_missing:
        set_office_hours(user_id=None, data=PROVINCE_HOURS)
    return Loaded(changed=len(stale) + len(missing_years) + hours_missing, kept=kept, years=years)


def _reference_days() -> dict[date, Holiday]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return {
            date.fromisoformat(row["date"]): Holiday(
                day_on=date.fromisoformat(row["date"]),
                kind=DayKind(row["kind"]),
                name=row["name"],
                in_lieu=row["in_lieu"] == "1",
                source=_notice(int(row["date"][:4])),
                is_from_reference=True,
            )
            for row in csv.DictReader(file)
        }


def _differs(present: Holiday | None, wanted: Holiday) -> bool:
    """Say whether a row must be written: it is new, or still the file's own and not as the file has it."""
    if present is None:
        return True
    if present.edited_by_id is not None:
        return False
    return (present.kind, present.name, present.in_lieu, present.source) != (
        wanted.kind,
        wanted.name,
        wanted.in_lieu,
        wanted.source,
    )


def _notice(year: int) -> str:
    return f"国务院办公厅{year}年节假日安排通知(据 chinese-days 1.5.7 数据)"
