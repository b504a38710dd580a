"""A unit keeps plans and drills, is reminded, renews and closes; rounds that repeat open by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pingan.calendars.services.loading import load_holidays
from pingan.common.errors import Conflict, IllegalAction, Invalid
from pingan.notify.models import Notice
from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound, RoundSchedule
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import add_entry, settle_entry
from pingan.registers.services.recurring import open_recurring
from pingan.registers.services.reports import save_report
from pingan.registers.services.schedules import (
    ScheduleInput,
    order_schedule,
    skip_occasion,
    stop_schedule,
)
from pingan.registers.services.watching import remind_entries
from tests.api.conftest import Api
from tests.factories.calendars import at
from tests.factories.registers import do_jobs, given_definition, given_own_definition, given_round
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PLAN = {
    "name": "城市内涝应急预案", "kind": "natural", "responsible_unit": "应急办", "approved_on": "2025-06-01",
    "kept_at": "值班室一号柜", "drills_per_year": "2",
}  # fmt: skip
DRILL = {
    "plan": "城市内涝应急预案", "form": "field", "is_joint": True, "participants": 40, "result": "partly",
    "evaluation": "排水泵调运偏慢",
}  # fmt: skip
ITEM = {"drill": "城市内涝演练", "item": "补齐移动排水泵", "owner_unit": "市政股"}


def kept(world: World, code: str) -> RegisterReport:
    """Return the register of the first unit of the county, opened by the office."""
    row = given_round(world.here.actor("body_office"), world.here.county, given_definition(code), due_on=None)
    return RegisterReport.objects.get(round=row, organ=world.here.units["city_management"])


def told(kind: str) -> set[str]:
    do_jobs("notify.deliver")
    rows = Notice.objects.filter(kind=f"register.{kind}").values_list("recipient__name", flat=True)
    assert len(rows) == len(set(rows)), "nobody is told twice"
    return set(rows)


def test_a_plan_is_kept_its_review_reminded_of_and_renewed(world: World) -> None:
    here, today = world.here, timezone.localdate()
    report = kept(world, "emergency_plans")
    unit, office = here.client("unit_handler"), here.client("body_office")
    new = reverse("registers:entry_new", args=[report.pk])
    assert new in unit.get(reverse("registers:report_detail", args=[report.pk])).content.decode()
    review = today + timedelta(days=20)
    typed = {f"e-{code}": value for code, value in PLAN.items()} | {"seen_version": "1"}
    refused = unit.post(new, typed | {"e-review_on": "明年"})
    assert refused.status_code == 422 and 'id="id_e-review_on_error"' in refused.content.decode()
    assert "值班室一号柜" in refused.content.decode()
    made = unit.post(new, typed | {"e-review_on": review.isoformat()})
    plan = RegisterFinding.objects.get()
    assert made["Location"] == reverse("registers:entry_detail", args=[plan.pk])
    assert (plan.due_on, plan.warn_on) == (review, review - timedelta(days=30))

    assert (remind_entries(today), remind_entries(today)) == (1, 0)
    # Both townships lie in the county whose unit it is.
    roles = ("unit_handler", "unit_handler_b", "body_office", "county_dispatcher")
    people = {place.users[role].name for place in (here, world.neighbour) for role in roles}
    assert told("entry_warn") == people
    assert "台账条目30天内到期" in unit.get("/").content.decode()
    assert "台账条目30天内到期" in office.get("/").content.decode()
    assert (remind_entries(review), remind_entries(review + timedelta(days=1))) == (0, 1)
    assert remind_entries(review + timedelta(days=9)) == 0
    assert told("entry_due") == people

    program = Api(here.users["unit_handler"])
    path = f"/emergency-plans/{plan.pk}/renew/"
    early = program.post(path, {"values": PLAN | {"review_on": review.isoformat()}})
    assert early.status_code == 422 and "values.review_on" in early.json()["errors"]
    later = (review + timedelta(days=365)).isoformat()
    assert program.post(path, {"values": PLAN | {"review_on": later}}, If_Match='"9"').status_code == 412
    renewed = program.post(path, {"values": PLAN | {"review_on": later}, "note": "已复审"})
    assert (renewed.status_code, renewed.json()["due_on"], renewed["ETag"]) == (200, later, '"3"')
    assert program.post(path, {"values": PLAN | {"review_on": later}}).status_code == 409
    (old,) = program.get("/emergency-plans/", watch="settled").json()["results"]
    assert (old["id"], old["replaced_by"], old["values"]["review_on"]) == (
        plan.pk, renewed.json()["id"], review.isoformat(),
    )  # fmt: skip
    page = unit.get(reverse("registers:entry_detail", args=[renewed.json()["id"]])).content.decode()
    assert "已复审" in page and reverse("registers:entry_detail", args=[plan.pk]) in page
    assert "台账条目30天内到期" not in unit.get("/").content.decode()
    for stranger in (here.client("unit_handler_2"), world.far.client("body_office")):
        assert stranger.get(reverse("registers:entry_detail", args=[plan.pk])).status_code == 404


def test_what_a_drill_showed_is_followed_until_it_is_done(world: World) -> None:
    here, today = world.here, timezone.localdate()
    plans, drills = kept(world, "emergency_plans"), kept(world, "drills")
    report, lists = kept(world, "drill_improvements"), kept(world, "responsibility_lists")
    program, office = Api(here.users["unit_handler"]), here.client("body_office")
    review = (today + timedelta(days=200)).isoformat()
    assert (
        program.post(
            "/emergency-plans/", {"report": plans.pk, "values": PLAN | {"review_on": review}}
        ).status_code
        == 201
    )
    assert program.post("/drills/", {"report": plans.pk, "values": DRILL}).status_code == 404
    drill = program.post("/drills/", {"report": drills.pk, "values": DRILL | {"held_on": today.isoformat()}})
    assert drill.status_code == 201 and drill["Location"].endswith(f"/drills/{drill.json()['id']}/")
    past = (today - timedelta(days=1)).isoformat()
    item = program.post("/drill-improvements/", {"report": report.pk, "values": ITEM | {"due_on": past}})
    pk = item.json()["id"]

    listing = f"{reverse('registers:entry_list')}?watch=overdue&definition=drill_improvements"
    assert "补齐移动排水泵" in office.get(listing).content.decode()
    (line,) = [
        one
        for one in Api(here.users["body_office"]).get("/readiness/").json()["results"]
        if one["unit_id"] == report.unit_id
    ]
    assert {name: line[name] for name in ("plans", "drills", "drills_owed", "improvements_overdue")} == {
        "plans": 1, "drills": 1, "drills_owed": 2, "improvements_overdue": 1,
    }  # fmt: skip
    assert line["is_list_published"] is False
    ready = office.get(reverse("registers:readiness")).content.decode()
    assert here.units["city_management"].name in ready and "1 / 2" in " ".join(ready.split())
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("registers:readiness"))
    second = RegisterReport.objects.get(round=plans.round, organ=here.units["housing"])
    add_entry(actor=here.actor("unit_handler_2"), report_id=second.pk, values=PLAN | {"review_on": review})
    with CaptureQueriesContext(connection) as many:
        office.get(reverse("registers:readiness"))
    assert len(many) == len(few)
    lacking = {"part": "all", "definition": "responsibility_lists", "lacking": "is_published"}
    assert (
        here.units["city_management"].name
        in office.get(reverse("registers:report_list"), lacking).content.decode()
    )
    published = ReportInput({"is_published": True, "published_on": today, "published_in": "政务公开栏"})
    save_report(actor=here.actor("unit_handler"), report_id=lists.pk, data=published)
    assert (
        here.units["city_management"].name
        not in office.get(reverse("registers:report_list"), lacking).content.decode()
    )

    unit, settle = here.client("unit_handler"), reverse("registers:entry_settle", args=[pk])
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert unit.post(settle, {"on": tomorrow}).status_code == 422
    assert unit.post(settle, {"on": today.isoformat(), "seen_version": "9"}).status_code == 409
    assert unit.post(settle, {"on": today.isoformat(), "note": "已购置两台"}).status_code == 302
    assert "补齐移动排水泵" not in office.get(listing).content.decode()
    assert remind_entries(today) == 0
    # Whoever writes the register anew afterwards neither changes nor loses what was closed.
    save_report(actor=here.actor("unit_handler"), report_id=report.pk, data=ReportInput())
    row = RegisterFinding.objects.get(pk=pk)
    assert (row.settled_on, row.settled_note, row.values["item"]) == (today, "已购置两台", "补齐移动排水泵")
    report.refresh_from_db()
    assert report.finding_count == 1


def test_only_registers_are_kept_entry_by_entry_and_only_while_they_are(world: World) -> None:
    here = world.here
    unit, report = here.actor("unit_handler"), kept(world, "drill_improvements")
    row = add_entry(actor=unit, report_id=report.pk, values=ITEM | {"due_on": "2026-01-01"})
    with pytest.raises(Invalid):
        settle_entry(actor=unit, finding_id=row.pk, on=date(1900, 1, 1))
    screening = given_round(here.actor("body_office"), here.county)
    grid = screening.reports.get(unit_id=here.grid.pk)
    with pytest.raises(IllegalAction):
        add_entry(actor=here.actor("grid_worker"), report_id=grid.pk, values={})
    RegisterRound.objects.filter(pk=report.round_id).update(state="closed", ended_at=timezone.now())
    with pytest.raises(IllegalAction):
        settle_entry(actor=unit, finding_id=row.pk, on=timezone.localdate())
    assert remind_entries(timezone.localdate()) == 0


def _opened(row: RoundSchedule) -> list[tuple[str, str]]:
    rounds = row.rounds.order_by("pk").values_list("opens_on", "occasion")
    return [(day.isoformat(), occasion) for day, occasion in rounds]


def _run(first: date, last: date) -> None:
    """Run the job every morning, twice."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        with time_machine.travel(at(f"{day} 09:00"), tick=False):
            open_recurring(day)
            assert open_recurring(day) == 0


def _ordered(world: World, definition: Any, **changes: Any) -> RoundSchedule:
    usual = {"title": "每周隐患排查", "starts_on": timezone.localdate()}
    return order_schedule(
        actor=world.here.actor("body_office"),
        definition_id=definition.pk,
        region=world.here.county,
        data=ScheduleInput(**(usual | changes)),
    )


def test_weekly_rounds_open_by_themselves_over_a_holiday(world: World) -> None:
    load_holidays()
    definition = given_definition("hazard_screening")
    with time_machine.travel(at("2026-09-14 10:00"), tick=False):
        program = Api(world.here.users["body_office"])
        made = program.post(
            "/register-schedules/",
            {"definition": definition.pk, "title": "每周隐患排查", "starts_on": "2026-09-14"},
        )
        assert made.status_code == 201, made.content
        again = {"definition": definition.pk, "title": "又一次", "starts_on": "2026-09-14"}
        assert program.post("/register-schedules/", again).status_code == 409
        ahead = [one["opens_on"] for one in made.json()["ahead"]][:4]
        assert ahead == ["2026-09-20", "2026-09-21", "2026-09-23", "2026-09-28"]
    row = RoundSchedule.objects.get(pk=made.json()["id"])
    _run(date(2026, 9, 14), date(2026, 10, 9))
    assert _opened(row) == [
        ("2026-09-14", "week-2026-09-14"), ("2026-09-20", "holiday-2026-09-25"), ("2026-09-21", "week-2026-09-21"),
        ("2026-09-23", "holiday-2026-10-01"), ("2026-09-28", "week-2026-09-28"), ("2026-10-08", "week-2026-10-05"),
    ]  # fmt: skip
    before = row.rounds.get(occasion="holiday-2026-10-01")
    assert timezone.localdate(before.due_at) == date(2026, 9, 30)
    assert (before.definition, before.state, before.organ) == (
        definition, "open", world.here.units["office"],
    )  # fmt: skip
    do_jobs("registers.list_units")
    assert before.reports.count() == 2


def test_missed_rounds_are_caught_up_by_the_last_alone_and_one_may_be_left_out(world: World) -> None:
    load_holidays()
    with time_machine.travel(at("2026-06-01 10:00"), tick=False):
        row = _ordered(world, given_definition("hazard_screening"), days_before_holidays=0)
        open_recurring(date(2026, 6, 1))
    with time_machine.travel(at("2026-07-09 10:00"), tick=False):
        assert (open_recurring(date(2026, 7, 9)), open_recurring(date(2026, 7, 9))) == (1, 0)
        late = row.rounds.get(occasion="week-2026-07-06")
        assert late.opens_on == date(2026, 7, 9)
        assert timezone.localdate(late.due_at) == date(2026, 7, 16)
        office = world.here.actor("body_office")
        with pytest.raises(Invalid):
            skip_occasion(actor=office, schedule_id=row.pk, occasion="week-2026-06-08", note="太晚")
        browser = world.here.client("body_office")
        page = reverse("registers:schedule_detail", args=[row.pk])
        assert "week-2026-07-13" in browser.get(page).content.decode()
        skip = {"occasion": "week-2026-07-13", "note": "与专项检查合并", "seen_version": "1"}
        assert browser.post(reverse("registers:schedule_skip", args=[row.pk]), skip).status_code == 302
        assert browser.post(reverse("registers:schedule_skip", args=[row.pk]), skip).status_code == 409
    _run(date(2026, 7, 13), date(2026, 7, 20))
    assert _opened(row)[-1] == ("2026-07-20", "week-2026-07-20") and row.rounds.count() == 3
    stop_schedule(actor=office, schedule_id=row.pk, note="改为每月")
    _run(date(2026, 7, 27), date(2026, 7, 28))
    assert row.rounds.count() == 3


def test_what_names_no_frequency_or_is_kept_cannot_repeat(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        _ordered(world, given_own_definition())
    assert set(refused.value.fields) == {"period"}
    with pytest.raises(Invalid):
        _ordered(world, given_definition("emergency_plans"), period="month")
    row = _ordered(world, given_own_definition("other_report"), period="month")
    with pytest.raises(Conflict):
        _ordered(world, row_definition(row), period="week")


def row_definition(row: RoundSchedule) -> Any:
    return given_definition(row.definition_code)
