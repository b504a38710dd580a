"""An order that a unit refuses, on its way to the competent authority, everybody at their screens (Article 62)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from assessment.models import RectificationOrder
from assessment.pages.order_list import WORDS as ORDER_WORDS
from tests.browser import year
from tests.browser.people import Desk, fill, unit
from tests.browser.table import next_steps, shows_whole_timeline, state_of, take
from tests.factories.case_papers import photo
from tests.factories.orders import let_pass
from tests.factories.org import given_body


def test_an_order_that_is_refused_goes_to_the_competent_authority(desk: Desk, tmp_path: Path) -> None:
    here = desk.world.here
    given_body(here.county)
    evidence = tmp_path / "现场.jpg"
    evidence.write_bytes(photo())
    office, leader = desk.come_as(here.users["body_office"]), desk.come_as(here.users["leader"])
    office.goto("/assessment/orders/")
    office.locator("main a[href='/assessment/orders/new/']").first.click()
    fill(
        office, organ=unit(here, "city_management"), facts="三处占道经营点反复出现", basis="成员单位职责清单第三项",
        demands="取缔占道经营\n落实每日巡查", due_on=year.on(20),
    )  # fmt: skip
    office.locator("#order input[type=file]").set_input_files(evidence)
    office.locator("#order .form__actions button.button--primary").click()
    office.wait_for_url(year.WITH_KEY)
    order = RectificationOrder.objects.select_related("matter").get()
    take(leader, order, "approve")
    take(office, order, "issue", method_="electronic")
    handler = desk.come_as(here.users["unit_handler"], size="phone")
    take(handler, order, "sign_for")
    assert "refuse" not in next_steps(office, order)  # its time is still running
    let_pass(order.pk)
    take(office, order, "refuse", note="多次督促，拒不整改")
    assert year.candidate("order_refused", organ=order.organ).source_id == order.pk
    take(office, order, "suggest", authority="中共南康区纪委监委", reason="逾期拒不整改，多次督促无效")
    paper = (
        office.locator("main").get_by_role("link", name="责改").or_(office.locator("main a", has_text="〔"))
    )
    expect(paper.first).to_be_visible()
    take(
        office,
        order,
        "record_answer",
        answered_on=year.on(0),
        number="南纪函〔2026〕3号",
        answer="已对该单位通报批评",
    )
    desk.shoot(office, "body_office-order-1440", full=True)
    take(office, order, "close", note="已由主管机关处理")
    assert state_of(order) == "closed"
    actions = shows_whole_timeline(office, order, ORDER_WORDS.label)
    assert actions.index("refuse") < actions.index("suggest") < actions.index("record_answer")
