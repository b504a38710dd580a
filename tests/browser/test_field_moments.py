"""Small moments in the field: an emergency that waits, a draft given up by a slip, a day, a microphone, a slow sheet."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.staticfiles.finders import find
from django.utils import timezone
from playwright.sync_api import Route, expect

from grids.models import Incident
from tests.browser.people import Desk
from tests.browser.phones import Phone
from tests.browser.reporting import opened_form
from tests.browser.reporting import phone as worker_phone
from tests.registers.test_quick_entries import opened

UNTOLD = "没有任何人收到通知"


def test_an_emergency_that_waits_says_that_nobody_knows_until_it_is_sent(phone: Phone) -> None:
    phone.keep_pages()
    page = phone.page
    page.goto("/report/emergency/")
    page.locator("html[data-ready]").wait_for()
    phone.context.set_offline(True)
    page.locator("#id_description").fill("河边有人落水")
    page.locator("#emergency .form__actions button").click()
    told = page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(UNTOLD)
    assert told.locator("a[href='tel:110'], a[href='tel:119'], a[href='tel:120']").count() == 3
    bar = page.locator("[data-sync][data-urgent]")
    expect(bar).to_contain_text(UNTOLD)
    phone.open_outbox()
    expect(page.locator("[data-outbox-list] > li")).to_contain_text(UNTOLD)
    expect(bar).to_be_visible()
    phone.context.set_offline(False)
    phone.expect_all_sent()
    expect(bar).to_have_count(0)
    assert Incident.objects.get().is_emergency


def test_a_usual_report_that_waits_says_nothing_of_the_kind(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline("路灯不亮")
    expect(phone.page.locator("[data-sync]")).to_be_visible()
    assert UNTOLD not in phone.page.locator("main").inner_text()


def test_a_draft_is_not_wiped_without_a_question(phone: Phone) -> None:
    phone.write("三号楼电梯困人")
    page = phone.page
    page.wait_for_timeout(800)
    page.reload()
    discard = page.locator("[data-draft-discard]")
    discard.click()
    question = page.locator("#confirm-dialog")
    expect(question).to_contain_text("无法恢复")
    question.get_by_role("button", name="取消").click()
    expect(page.locator("#id_description")).to_have_value("三号楼电梯困人")
    discard.click()
    question.locator("[value=yes]").click()
    expect(page.locator("#id_description")).to_have_value("")
    expect(page.locator("[data-draft-note]")).to_be_hidden()


def test_a_quick_record_begins_with_today_also_on_a_page_that_was_kept_for_days(desk: Desk) -> None:
    opened(desk.world.here)
    page = worker_phone(desk)
    page.clock.set_fixed_time(timezone.now() + timedelta(days=3))
    page.goto("/registers/quick/household_visits/")
    page.locator("html[data-ready]").wait_for()
    day = page.locator("[name=e-visited_on]")
    then = (timezone.localdate() + timedelta(days=3)).isoformat()
    expect(day).to_have_value(then)
    expect(day).to_have_attribute("max", then)
    # nothing was typed: nothing is a draft
    page.reload()
    expect(page.locator("[data-draft-note]")).to_be_hidden()


def test_where_no_microphone_answers_a_recording_can_be_chosen(desk: Desk) -> None:
    page = worker_phone(desk)
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('none', 'NotFoundError'); };"
    )
    opened_form(page)
    choose = page.locator("[data-recorder-choose]")
    expect(choose).to_be_hidden()
    page.locator("[data-recorder-button]").tap()
    expect(page.locator("[data-recorder-status]")).to_contain_text("选择一段录音")
    expect(choose).to_be_visible()


@pytest.mark.skipif(find("vendor/leaflet/leaflet.js") is None, reason="script/assets has not fetched Leaflet")
def test_a_map_is_drawn_when_its_style_sheet_is_there_and_not_before(desk: Desk) -> None:
    page = desk.open_as(desk.world.here.users["grid_worker"], size="phone")

    def late(route: Route) -> None:
        time.sleep(1.5)
        route.continue_()

    page.route("**/leaflet.css", late)
    page.add_init_script(
        """new MutationObserver(() => {
            const button = document.querySelector(".leaflet-control-zoom-in");
            if (button && window.firstSize === undefined) window.firstSize = button.getBoundingClientRect().height;
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(f"/grids/{desk.world.here.grid.pk}/")
    expect(page.locator(".map")).to_have_attribute("data-drawn", "leaflet", timeout=20_000)
    assert page.evaluate("window.firstSize") >= 44
