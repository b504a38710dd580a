"""What was begun in one window and sent in another: said where it was begun and in the outbox, and sent once (issue 6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from grids.models import Patrol, PatrolPlan
from pingan.matters.models import Matter
from tests.browser.phones import KEPT, Phone
from tests.browser.test_offline import TEXTS
from tests.browser.test_offline_rounds import open_page, wait_until_kept
from tests.factories.patrols import given_plan
from tests.factories.world import World

ARRIVED = "已在另一个窗口提交并送达"
WAITS = "已在另一个窗口提交，正在等待发送"
#: Said once it lies in the outbox; while one types, less is said.
SENT = "已保存在本机"
IN_LIST = "在本窗口填写，在另一个窗口提交"


@pytest.fixture
def plan(world: World) -> PatrolPlan:
    """It is there before the phone is."""
    return given_plan(world.here)


def shown(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("html[data-ready]").wait_for()


def begun(phone: Phone, plan: PatrolPlan) -> tuple[Page, str]:
    """A walk with one tick, and a report of what was found on it: two forms of one window."""
    walk = f"/patrols/plans/{plan.pk}/walk/"
    phone.keep_pages()
    wait_until_kept(phone, walk)
    open_page(phone, walk)
    first = phone.page
    first.locator("#patrol input[type=radio][value=visited]").first.check()
    first.wait_for_timeout(800)
    first.locator("[data-finding]").first.click()
    first.wait_for_url("**/report/?**")
    first.locator("html[data-ready]").wait_for()
    first.locator("[name=description]").fill(TEXTS[0])
    first.wait_for_timeout(800)
    return first, walk


def send_walk(phone: Phone, walk: str) -> Page:
    other = phone.context.new_page()
    shown(other, walk)
    visited = other.locator("#patrol input[type=radio][value=visited]")
    expect(visited.first).to_be_checked()
    visited.last.check()
    other.locator("#patrol .form__actions button").first.click()
    return other


def test_a_walk_that_was_sent_in_another_window_says_so_where_it_was_begun(
    plan: PatrolPlan, phone: Phone
) -> None:
    first, walk = begun(phone, plan)
    report = first.url
    other = send_walk(phone, walk)
    other.wait_for_url(lambda url: "/walk/" not in url)
    first.bring_to_front()
    shown(first, walk)
    told = first.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(ARRIVED)
    expect(told.get_by_role("link", name="打开已送达的记录")).to_be_visible()
    shown(first, "/outbox/")
    expect(first.locator("[data-outbox-stored] li").first).to_contain_text(IN_LIST)
    # The report stands there still; where it was sent, nothing of the kind is said.
    shown(first, report)
    expect(first.locator("[name=description]")).to_have_value(TEXTS[0])
    expect(first.locator("[data-conflict] [role=alert]")).to_have_count(0)
    shown(other, "/outbox/")
    expect(other.locator("[data-outbox-stored] li").first).not_to_contain_text(IN_LIST)
    assert Patrol.objects.count() == 1


def test_while_it_waits_that_is_said_too_and_it_goes_once(plan: PatrolPlan, phone: Phone) -> None:
    first, walk = begun(phone, plan)
    phone.context.set_offline(True)
    other = send_walk(phone, walk)
    expect(other.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    first.bring_to_front()
    shown(first, walk)
    told = first.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(WAITS)
    phone.context.set_offline(False)
    expect(told).to_contain_text(ARRIVED)  # as soon as it is so
    phone.context.set_offline(True)
    shown(first, "/outbox/")
    expect(first.locator("[data-outbox-stored] li").first).to_contain_text(IN_LIST)
    assert Patrol.objects.count() == 1


def test_the_list_of_what_waits_names_what_another_window_sent(phone: Phone) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    first = phone.page
    first.wait_for_timeout(800)
    shown(first, "/outbox/")
    phone.context.set_offline(True)
    other = phone.context.new_page()
    shown(other, "/report/")
    expect(other.locator("[name=description]")).to_have_value(TEXTS[0])
    phone.send()
    expect(other.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    expect(first.locator("[data-outbox-list] > li")).to_contain_text(IN_LIST)
    shown(other, "/outbox/")
    expect(other.locator("[data-outbox-list] > li")).to_have_count(1)
    expect(other.locator("[data-outbox-list] > li")).not_to_contain_text(IN_LIST)


def test_of_two_reports_one_after_the_other_the_first_is_said_to_be_sent(phone: Phone) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    first = phone.page
    first.wait_for_timeout(800)
    shown(first, "/outbox/")
    other = phone.context.new_page()
    shown(other, "/report/")
    expect(other.locator("[name=description]")).to_have_value(TEXTS[0])
    phone.send()
    other.wait_for_url("**/sent/")
    phone.write(TEXTS[1])
    other.wait_for_timeout(800)
    shown(other, "/outbox/")
    first.bring_to_front()
    shown(first, "/report/")
    expect(first.locator("[name=description]")).to_have_value(TEXTS[1])
    expect(first.locator("[data-conflict] [role=alert]")).to_contain_text(ARRIVED)
    first.locator("#report .form__actions button").first.click()
    first.wait_for_url("**/sent/")
    assert sorted(matter.text for matter in Matter.objects.all()) == TEXTS[:2]


@pytest.mark.parametrize("is_touched", [False, True], ids=["as it was", "touched"])
def test_what_stands_open_in_two_windows_is_sent_by_one(phone: Phone, is_touched: bool) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0])
    phone.open_outbox()
    edit = phone.page.locator("[data-item] a", has_text="打开修改").get_attribute("href")
    assert edit
    first, other = phone.page, phone.context.new_page()
    for page in (first, other):
        shown(page, edit)
        expect(page.locator("[name=description]")).to_have_value(TEXTS[0])
    if is_touched:
        first.locator("[name=description]").fill(TEXTS[2])
        first.wait_for_timeout(500)
    other.locator("[name=description]").fill(TEXTS[1])
    phone.context.set_offline(False)
    phone.send()
    other.wait_for_url("**/sent/")
    told = first.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(ARRIVED)
    first.bring_to_front()
    first.locator("#report .form__actions button").first.click()
    question = first.locator("#confirm-dialog")
    expect(question).to_contain_text("再次提交")
    question.get_by_role("button", name="取消").click()
    first.wait_for_timeout(500)
    assert [matter.text for matter in Matter.objects.all()] == [TEXTS[1]]
    if is_touched:  # what its owner wants recorded all the same is a report of its own
        first.locator("#report .form__actions button").first.click()
        question.locator("button[value=yes]").click()
        first.wait_for_url("**/sent/")
        assert sorted(matter.text for matter in Matter.objects.all()) == TEXTS[1:3]
    shown(first, edit)
    expect(first.locator("[data-conflict] [role=alert]")).to_contain_text(ARRIVED)


@pytest.mark.parametrize("is_begun", [True, False], ids=["typed before the other sent", "typed after"])
def test_two_windows_that_change_one_waiting_report_lose_no_word_and_tell_no_falsehood(
    phone: Phone, is_begun: bool
) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0])
    phone.open_outbox()
    edit = phone.page.locator("[data-item] a", has_text="打开修改").get_attribute("href")
    assert edit
    first = phone.page
    other = phone.context.new_page()
    for page in (first, other):
        shown(page, edit)
        expect(page.locator("[name=description]")).to_have_value(TEXTS[0])
    if is_begun:
        other.locator("[name=description]").fill(TEXTS[2])
        other.wait_for_timeout(500)
    first.locator("[name=description]").fill(TEXTS[1])
    first.locator("#report .form__actions button").first.click()
    expect(first.locator("[data-conflict] [role=alert]")).to_contain_text(SENT)
    # The other one is told as soon as a letter is typed there, and what the first sent is not held back by it.
    other.bring_to_front()
    other.locator("[name=description]").press_sequentially("。")
    expect(other.locator("[data-conflict] [role=alert]")).to_contain_text(WAITS)
    other.locator("[name=description]").fill(TEXTS[2])
    phone.send()
    question = other.locator("#confirm-dialog")
    expect(question).to_contain_text("再次提交")
    question.locator("button[value=yes]").click()
    expect(other.locator("[data-conflict] [role=alert]")).to_contain_text(SENT)
    phone.context.set_offline(False)
    for page in (first, other):
        page.wait_for_url("**/sent/")
    assert sorted(matter.text for matter in Matter.objects.all()) == TEXTS[1:3]
