"""The working calendar through its page: what is counted, who edits, and what the book says of it."""

from __future__ import annotations

import pytest

from pingan.audit.models import AuditEntry
from pingan.calendars.models import CalendarYear, Holiday, OfficeHours
from pingan.calendars.queries import working_time
from tests.factories.world import World, signed_in


def test_the_year_shows_days_off_and_make_up_days_of_the_notice(world: World) -> None:
    view = world.here.client("grid_worker").get("/calendar/2026/").context["view"]
    days = {
        day.on.isoformat(): day.kind for month in view.months for week in month.weeks for day in week if day
    }
    assert len(days) == 365
    assert days["2026-10-01"] == "holiday"
    assert days["2026-09-20"] == "workday"
    assert days["2026-11-21"] == "weekend"
    assert days["2026-11-23"] == "work"
    assert view.worked == 248
    assert view.is_final


def test_a_year_whose_notice_is_not_out_is_marked_provisional(world: World) -> None:
    answer = world.here.client("leader").get("/calendar/2027/")
    assert not answer.context["view"].is_final
    days = {
        day.on.isoformat(): day.kind
        for m in answer.context["view"].months
        for w in m.weeks
        for day in w
        if day
    }
    assert days["2027-10-01"] == "holiday"


def test_years_without_meaning_are_not_found(world: World) -> None:
    for year in ("1999", "2100", "99999"):
        assert world.here.client("leader").get(f"/calendar/{year}/").status_code == 404


DAY = {"day_on": "2027-02-08", "kind": "holiday", "name": "春节", "source": "国办发明电〔2026〕7号"}


def test_the_provincial_office_enters_a_day_and_it_counts_at_once(world: World) -> None:
    from datetime import date

    client = signed_in(world.province_office)
    assert client.post("/calendar/2027/day/", DAY).status_code == 302
    assert not working_time("360703").is_working_day(date(2027, 2, 8))
    assert AuditEntry.objects.get(action="calendar.day_set").data == {"day": "2027-02-08", "kind": "holiday"}
    client.post("/calendar/2027/day/", {**DAY, "kind": "remove", "name": ""})
    assert working_time("360703").is_working_day(date(2027, 2, 8))
    assert AuditEntry.objects.filter(action="calendar.day_removed").exists()


def test_a_year_becomes_final_only_with_its_days(world: World) -> None:
    client = signed_in(world.province_office)
    state = {"is_final": "yes", "source": DAY["source"]}
    assert client.post("/calendar/2028/state/", state).status_code == 422
    client.post("/calendar/2028/day/", {**DAY, "day_on": "2028-01-03", "name": "元旦"})
    assert client.post("/calendar/2028/state/", state).status_code == 302
    assert CalendarYear.objects.get(year=2028).status == "final"


@pytest.mark.parametrize("role", ["body_office", "leader", "grid_worker"])
def test_nobody_below_the_province_changes_days_off(world: World, role: str) -> None:
    client = world.here.client(role)
    before = Holiday.objects.count()
    assert client.post("/calendar/2027/day/", DAY).status_code == 403
    assert Holiday.objects.count() == before
    assert "/day/" not in client.get("/calendar/2027/").content.decode()


def test_a_weekday_cannot_be_a_make_up_day(world: World) -> None:
    answer = signed_in(world.province_office).post("/calendar/2027/day/", {**DAY, "kind": "workday"})
    assert answer.status_code == 422
    assert "day_on" in answer.context["day_form"].errors


HOURS = {
    "effective_from": "2026-12-01", "morning_opens": "08:30", "morning_closes": "12:00", "afternoon_opens": "14:00",
    "afternoon_closes": "17:00", "source": "区政府办通知", "confidence": "high",
}  # fmt: skip


def test_an_office_sets_the_hours_of_its_own_area(world: World) -> None:
    client = world.here.client("body_office")
    assert client.post("/calendar/hours/", HOURS).status_code == 302
    assert OfficeHours.objects.get(region_code="360703").source == "区政府办通知"
    assert AuditEntry.objects.get(action="calendar.hours_set").region_code == "360703"


def test_hours_out_of_order_are_told_at_their_field(world: World) -> None:
    answer = world.here.client("body_office").post("/calendar/hours/", {**HOURS, "afternoon_closes": "11:00"})
    assert answer.status_code == 422
    assert "afternoon_closes" in answer.context["form"].errors
    assert world.here.client("leader").post("/calendar/hours/", HOURS).status_code == 403
