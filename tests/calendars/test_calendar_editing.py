"""The office edits, every process sees it, and loading again keeps it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, time

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from pingan.accounts.models import User
from pingan.calendars import queries
from pingan.calendars.models import CalendarVersion, CalendarYear, Holiday, OfficeHours
from pingan.calendars.queries import calendar_years, days_of_year, office_hours_in_force, working_time
from pingan.calendars.rules import Due, Term, due_at
from pingan.calendars.services import (
    OfficeHoursInput,
    load_holidays,
    mark_year_final,
    mark_year_provisional,
    remove_day,
    set_day,
    set_office_hours,
)
from pingan.common.errors import Invalid, NotFound
from pingan.common.ids import UserId
from tests.factories.calendars import at, reference_time

NOTICE = "国务院办公厅2027年通知"
TOWN_HOURS = OfficeHoursInput(
    region_code="3607",
    effective_from=date(2026, 1, 1),
    morning_opens=time(8),
    morning_closes=time(12),
    afternoon_opens=time(14, 30),
    afternoon_closes=time(17),
    source="市政府办公室通知",
)


@pytest.fixture
def editor(db: None) -> UserId:
    return UserId(User.objects.create_user("calendar-office", name="日历").pk)


def edit(editor: UserId, day: date, kind: str = "holiday") -> Holiday:
    return set_day(user_id=editor, day_on=day, kind=kind, name="元旦", source=NOTICE)


@pytest.mark.django_db
def test_the_reference_file_gives_the_hand_computed_calendar_and_loads_twice_unchanged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_calendars")
    token = CalendarVersion.objects.get().token
    assert Holiday.objects.count() == 108
    found = working_time("360703109000")
    expected = reference_time()
    assert (found.holidays, found.workdays, found.final_years, found.hours) == (
        expected.holidays,
        expected.workdays,
        expected.final_years,
        expected.hours,
    )
    assert due_at(start=at("2025-09-30 17:00"), term=Term(7, "working_days"), working_time=found) == Due(
        at("2025-10-16 17:30")
    )
    call_command("load_calendars")
    assert CalendarVersion.objects.get().token == token
    assert "0 rows written" in capsys.readouterr().out.splitlines()[-1]
    hours = office_hours_in_force(date(2026, 5, 1)).get()
    assert (hours.region_code, hours.confidence) == ("36", "low")
    assert hours.source


def test_loading_again_keeps_what_the_office_edited_and_mends_what_nobody_did(editor: UserId) -> None:
    load_holidays()
    remove_day(user_id=editor, day_on=date(2026, 9, 20), source=NOTICE)
    set_day(user_id=editor, day_on=date(2026, 5, 6), kind="holiday", name="劳动节", source=NOTICE)
    mark_year_provisional(user_id=editor, year=2026, source="通知调整中")
    Holiday.objects.filter(day_on=date(2026, 10, 1)).update(name="错")
    again = load_holidays()
    assert (again.changed, again.kept) == (1, 1)
    assert Holiday.objects.get(day_on=date(2026, 10, 1)).name == "国庆节"
    time_now = working_time("36")
    assert not time_now.is_working_day(date(2026, 9, 20))  # a Sunday as any other
    assert not time_now.is_working_day(date(2026, 5, 6))
    assert 2026 not in time_now.final_years
    assert days_of_year(2026).get(day_on=date(2026, 9, 20)).kind == "ordinary"
    assert {row.year: row.status for row in calendar_years()}[2026] == "provisional"


def test_an_edit_is_seen_at_once_and_otherwise_costs_one_query(
    editor: UserId, django_assert_num_queries: object
) -> None:
    load_holidays()
    before = working_time("36")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert working_time("360703109000") is before
    edit(editor, date(2027, 1, 4))
    after = working_time("36")
    assert not after.is_working_day(date(2027, 1, 4))
    assert before.is_working_day(date(2027, 1, 4))
    assert after.version != before.version


def test_a_day_the_office_entered_disappears_when_it_is_removed(editor: UserId) -> None:
    edit(editor, date(2027, 1, 4))
    remove_day(user_id=editor, day_on=date(2027, 1, 4), source=NOTICE)
    assert not Holiday.objects.exists()
    with pytest.raises(NotFound):
        remove_day(user_id=editor, day_on=date(2027, 1, 4), source=NOTICE)


def test_a_rolled_back_edit_leaves_nothing_in_the_cache(editor: UserId) -> None:
    load_holidays()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        edit(editor, date(2027, 1, 4))
        assert not working_time("36").is_working_day(date(2027, 1, 4))
        raise KeyboardInterrupt
    assert working_time("36").is_working_day(date(2027, 1, 4))
    edit(editor, date(2027, 1, 5))
    assert working_time("36").is_working_day(date(2027, 1, 4))


@pytest.mark.django_db(transaction=True)
def test_an_edit_by_another_connection_is_seen() -> None:
    load_holidays()
    user_id = UserId(User.objects.create_user("elsewhere", name="别处").pk)
    assert working_time("36").is_working_day(date(2027, 1, 4))

    def elsewhere() -> None:
        try:
            edit(user_id, date(2027, 1, 4))
        finally:
            connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    queries_before = len(queries._cached)
    assert not working_time("36").is_working_day(date(2027, 1, 4))
    assert queries_before == len(queries._cached) == 1


def test_without_a_version_row_nothing_is_cached(editor: UserId) -> None:
    Holiday.objects.create(day_on=date(2027, 1, 4), kind="holiday", name="x", source="x")
    assert not working_time("36").is_working_day(date(2027, 1, 4))
    Holiday.objects.all().delete()
    assert working_time("36").is_working_day(date(2027, 1, 4))


def test_a_final_year_ends_the_provision_and_needs_days_off(editor: UserId) -> None:
    load_holidays()
    start, term = at("2026-12-30 10:00"), Term(3, "working_days")
    assert due_at(start=start, term=term, working_time=working_time("36")).is_provisional
    with pytest.raises(Invalid) as refusal:
        mark_year_final(user_id=editor, year=2027, source=NOTICE)
    assert "year" in refusal.value.fields
    edit(editor, date(2027, 1, 1))
    mark_year_final(user_id=editor, year=2027, source=NOTICE)
    assert due_at(start=start, term=term, working_time=working_time("36")) == Due(at("2027-01-05 17:30"))
    assert CalendarYear.objects.get(year=2027).edited_by_id == editor


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "feast"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"source": ""}, "source"),
        ({"day_on": date(1999, 1, 1)}, "day_on"),
        ({"kind": "workday", "day_on": date(2027, 1, 4)}, "day_on"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(editor: UserId, change: dict[str, object], field: str) -> None:
    day: dict[str, object] = {
        "day_on": date(2027, 1, 3), "kind": "holiday", "name": "元旦", "source": NOTICE
    }  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        set_day(user_id=editor, **(day | change))  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [field]
    assert not Holiday.objects.exists()


def test_the_closest_area_wins_and_a_season_wins_over_the_year(editor: UserId) -> None:
    load_holidays()
    set_office_hours(user_id=editor, data=TOWN_HOURS)
    set_office_hours(
        user_id=editor,
        data=replace(TOWN_HOURS, season_from="06-01", season_to="09-30", afternoon_closes=time(18)),
    )
    inside, outside = working_time("360703109000"), working_time("360121000000")
    assert inside.close_of(date(2026, 5, 12)) == at("2026-05-12 17:00")
    assert inside.close_of(date(2026, 7, 1)) == at("2026-07-01 18:00")
    assert inside.close_of(date(2025, 12, 31)) == at("2025-12-31 17:30")  # the province's, before that day
    assert outside.close_of(date(2026, 7, 1)) == at("2026-07-01 17:30")
    assert working_time("360702") is inside


def test_new_hours_hold_from_their_day_and_old_ones_keep_their_period(editor: UserId) -> None:
    set_office_hours(user_id=editor, data=TOWN_HOURS)
    later = replace(TOWN_HOURS, effective_from=date(2026, 9, 1), afternoon_closes=time(18))
    set_office_hours(user_id=editor, data=later)
    between = replace(TOWN_HOURS, effective_from=date(2026, 5, 1), afternoon_closes=time(16, 30))
    set_office_hours(user_id=editor, data=between)
    periods = OfficeHours.objects.order_by("effective_from").values_list("effective_from", "effective_to")
    assert list(periods) == [
        (date(2026, 1, 1), date(2026, 5, 1)),
        (date(2026, 5, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), None),
    ]
    closing = [f"{working_time('3607').close_of(date(2026, month, 15)):%H:%M}" for month in (4, 5, 8, 9)]
    assert closing == ["17:00", "16:30", "16:30", "18:00"]
    set_office_hours(user_id=editor, data=replace(between, afternoon_closes=time(16)))
    assert OfficeHours.objects.count() == 3
    assert working_time("3607").close_of(date(2026, 5, 15)) == at("2026-05-15 16:00")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"region_code": "360"}, "region_code"),
        ({"region_code": "44"}, "region_code"),
        ({"afternoon_closes": time(14)}, "afternoon_closes"),
        ({"season_from": "06-01"}, "season_from"),
        ({"season_from": "02-30", "season_to": "03-01"}, "season_from"),
        ({"source": ""}, "source"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_hours_that_make_no_sense_are_refused(editor: UserId, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        set_office_hours(user_id=editor, data=replace(TOWN_HOURS, **change))  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [field]
    assert not OfficeHours.objects.exists()
