"""Issue §7.1: returned twice, determined by the county (Article 14), closed; and the chain of an emergency."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from grids.models import Incident
from tests.browser.people import Desk, act, deliver_notices, take, unit
from tests.factories.incidents import act as walk
from tests.factories.incidents import given_incident


def test_returned_twice_the_county_determines_the_unit_and_it_is_closed(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "dispatched")
    number = incident.matter.number

    first = desk.open_as(here.users["unit_handler"])
    act(first, incident.pk, "return", note="路灯由住建部门管理，不属于本单位职责")
    township = desk.open_as(here.users["township_desk"])
    act(township, incident.pk, "dispatch", organ=unit(here, "housing"), note="请研究处理")
    second = desk.open_as(here.users["unit_handler_2"])
    act(second, incident.pk, "return", note="该路段未移交，应由城管部门负责")

    deliver_notices()
    dispatcher = desk.open_as(here.users["county_dispatcher"])
    dispatcher.goto("/incidents/?tab=disputed")
    expect(dispatcher.locator("main").get_by_text(number).first).to_be_visible()
    desk.shoot(dispatcher, "county_dispatcher-disputed-1440")

    government = desk.open_as(here.users["county_government"])
    government.goto("/inbox/")
    expect(government.locator("main").get_by_text(number).first).to_be_visible()
    act(
        government, incident.pk, "determine",
        organ=unit(here, "city_management"), document="康府办字〔2026〕12号", note="依职责清单由城市管理部门负责",
    )  # fmt: skip
    desk.shoot(government, "county_government-determined-1440")

    first.goto(f"/incidents/{incident.pk}/")
    expect(first.locator("a[href*='/actions/return/']")).to_have_count(0)
    take(first, "sign")
    take(first, "handle", result="已修复并移交台账")
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    act(worker, incident.pk, "verify", solved="yes", note="已修好")
    act(township, incident.pk, "answer", channel="phone", note="已电话答复")
    take(township, "close")
    incident.matter.refresh_from_db()
    assert incident.matter.state == "closed"
    actions = list(incident.matter.timeline.order_by("seq").values_list("action", flat=True))
    assert actions.count("return") == 2
    assert "determine" in actions


def test_an_emergency_runs_its_chain_from_the_call_to_the_final_report(desk: Desk) -> None:
    here = desk.world.here
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    worker.goto("/report/emergency/")
    for phone in ("110", "119", "120"):
        expect(worker.locator(f"main a[href='tel:{phone}']").first).to_be_visible()
    desk.shoot(worker, "grid_worker-emergency-390")
    worker.locator(
        "#emergency .form__actions button"
    ).click()  # nothing typed: never blocked by a missing field
    worker.wait_for_url("**/sent/")
    incident = Incident.objects.select_related("matter").get()
    assert incident.is_emergency

    deliver_notices()  # also by night
    for role in ("township_desk", "county_dispatcher"):
        told = desk.open_as(here.users[role])
        told.goto("/inbox/")
        expect(told.locator("main").get_by_text(incident.matter.number).first).to_be_visible()
        told.context.close()
        desk.contexts.remove(told.context)

    township = desk.open_as(here.users["township_desk"])
    act(
        township,
        incident.pk,
        "emergency_report",
        kind="first",
        channel="phone",
        content="一层民房起火，无人员伤亡",
    )
    dispatcher = desk.open_as(here.users["county_dispatcher"])
    dispatcher.goto(f"/incidents/{incident.pk}/")
    report = incident.emergency_reports.get()
    take(dispatcher, "acknowledge", report=report.pk, note="速派消防，半小时内再报")
    take(township, "emergency_report", kind="follow_up", channel="written", content="火势已控制")
    take(township, "emergency_report", kind="final", channel="written", content="已扑灭，损失约二万元")
    expect(township.locator("a[href*='/actions/emergency_report/']")).to_have_count(0)
    desk.shoot(township, "township_desk-emergency-1440")
    kinds = list(incident.emergency_reports.order_by("reported_at").values_list("kind", flat=True))
    assert kinds == ["first", "follow_up", "final"]
    report.refresh_from_db()
    assert report.acknowledged_by_id == here.users["county_dispatcher"].pk


@pytest.mark.parametrize("state", ["handled"])
def test_what_is_not_solved_goes_back_to_the_unit_with_the_reason(desk: Desk, state: str) -> None:
    here = desk.world.here
    incident = given_incident(here, state)
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    act(worker, incident.pk, "verify", solved="no", note="灯又灭了，线路未修")
    handler = desk.open_as(here.users["unit_handler"], size="phone")
    handler.goto(f"/incidents/{incident.pk}/")
    expect(handler.locator("main").get_by_text("灯又灭了，线路未修").first).to_be_visible()
    take(handler, "handle", result="线路已更换")
    walk(here, incident, "verify", "grid_worker", solved="yes", note="好了")
