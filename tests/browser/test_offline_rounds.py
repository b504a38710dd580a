"""A patrol and a quick record where there is no signal: kept on the phone, sent later, there once (issue 6)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from grids.models import Patrol, PatrolPlan
from pingan.matters.models import Matter
from pingan.registers.models import RegisterFinding, RegisterReport
from tests.browser.phones import KEPT, BadLine, Phone, camera
from tests.factories.patrols import given_plan
from tests.factories.registers import given_definition, given_round
from tests.factories.world import World

FOUND = "巡查时发现路灯不亮，夜里看不见路"


@pytest.fixture
def plan(world: World) -> PatrolPlan:
    """It is there before the phone is: what is due is fetched from the home page while there is signal."""
    return given_plan(world.here)


@pytest.fixture
def report(world: World) -> RegisterReport:
    place = world.here
    row = given_round(
        place.actor("township_desk"), place.township, given_definition("household_visits"), due_on=None
    )
    return RegisterReport.objects.get(round=row, unit_id=place.grid.pk)


def wait_until_kept(phone: Phone, path: str) -> None:
    is_kept = phone.page.evaluate(
        """async (path) => {
            const end = Date.now() + 60_000;
            while (Date.now() < end && !await caches.match(path)) await new Promise((go) => setTimeout(go, 100));
            return Boolean(await caches.match(path));
        }""",
        path,
    )
    assert is_kept, f"{path} is not kept"


def open_page(phone: Phone, path: str) -> None:
    phone.page.goto(path)
    phone.page.locator("html[data-ready]").wait_for()


def come_back_over_a_bad_line(phone: Phone) -> None:
    line = BadLine()
    phone.context.route("**/*", line)
    phone.context.set_offline(False)
    phone.open_outbox()
    phone.expect_all_sent(seconds=120)
    phone.context.unroute("**/*")
    assert line.sent


def test_a_walk_without_signal_keeps_its_ticks_and_arrives_once_with_what_was_found(
    plan: PatrolPlan, phone: Phone
) -> None:
    walk = f"/patrols/plans/{plan.pk}/walk/"
    phone.keep_pages()
    wait_until_kept(phone, walk)
    phone.context.set_offline(True)
    open_page(phone, walk)
    visited = phone.page.locator("#patrol input[type=radio][value=visited]")
    visited.first.check()
    # On to the report of what was found, and back to the same walk.
    phone.page.locator("[data-finding]").first.click()
    phone.page.wait_for_url("**/report/?**")
    phone.page.locator("html[data-ready]").wait_for()
    phone.fill_report(FOUND)
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    open_page(phone, walk)
    expect(visited.first).to_be_checked()
    visited.last.check()
    phone.page.locator("#patrol .form__actions button").first.click()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.kill()
    come_back_over_a_bad_line(phone)
    sent = Patrol.objects.get()
    assert sent.visits.filter(is_visited=True).count() == 2
    assert sent.findings.get().incident.matter.text == FOUND


def test_a_plan_that_came_due_after_the_morning_is_kept_as_soon_as_its_owner_sees_it(
    phone: Phone, world: World
) -> None:
    phone.keep_pages()
    made = given_plan(world.here)
    open_page(phone, "/")
    wait_until_kept(phone, f"/patrols/plans/{made.pk}/walk/")


def test_two_quick_records_without_signal_are_two_and_each_arrives_once(
    report: RegisterReport, phone: Phone
) -> None:
    path = "/registers/quick/household_visits/"
    phone.keep_pages()
    wait_until_kept(phone, path)
    phone.context.set_offline(True)
    for households in ("12", "3"):
        open_page(phone, path)
        page = phone.page
        page.locator("[name=e-visited_on]").fill("2026-05-06")
        page.locator("[name=e-kind][value=daily]").check(force=True)
        page.locator("[name=e-households]").fill(households)
        page.locator("[name=e-asked][value=safety]").press(
            "Space"
        )  # half of it lies under the bar at the foot
        page.locator("#quick .form__actions button").first.click()
        expect(page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    assert not RegisterFinding.objects.exists()
    phone.kill()
    come_back_over_a_bad_line(phone)
    # In either order: one whose answer is lost waits for its turn again, and holds back no other.
    rows = RegisterFinding.objects.filter(report=report)
    assert sorted(row.values["households"] for row in rows) == [3, 12]


def test_a_walk_that_lacks_an_answer_is_told_so_before_it_is_kept(plan: PatrolPlan, phone: Phone) -> None:
    """Hours later, at the desk, nobody could say any more what was seen on the way."""
    walk = f"/patrols/plans/{plan.pk}/walk/"
    phone.keep_pages()
    wait_until_kept(phone, walk)
    phone.context.set_offline(True)
    open_page(phone, walk)
    page = phone.page
    first, last = page.locator("#patrol .card").first, page.locator("#patrol .card").last
    first.locator("input[type=radio][value=not]").check()
    page.locator("[name=note]").fill("很长" * 501)
    send = page.locator("#patrol .form__actions button").first
    send.click()
    summary = page.locator("[data-error-summary]")
    expect(summary.locator("li")).to_have_text([re.compile(r"^1\."), re.compile(r"^2\."), re.compile("备注")])
    expect(first.locator("[data-field^=reason] .field__error")).to_be_visible()
    expect(last.locator("[data-field^=point] .field__error")).to_contain_text("请选择")
    expect(page.locator("[data-field=note] .field__error")).to_contain_text("2")
    first.locator("select").select_option(index=1)
    last.locator("input[type=radio][value=visited]").check()
    page.locator("[name=note]").fill("路灯都亮")
    send.click()
    expect(page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.open_outbox()
    phone.expect_waiting(1)
    expect(page.locator("[data-item] strong")).to_have_text(f"巡查：{plan.title}")
    come_back_over_a_bad_line(phone)
    assert Patrol.objects.get().visits.filter(is_visited=True).count() == 1


def test_a_second_window_begins_a_report_of_its_own_and_neither_costs_the_other(phone: Phone) -> None:
    phone.keep_pages()
    phone.write("窗外的灯坏了", camera(0)[:1])
    phone.page.wait_for_timeout(1000)
    phone.context.new_page()
    open_page(phone, "/report/")
    phone.page.wait_for_timeout(2500)
    expect(phone.page.locator("[name=description]")).to_have_value("")
    phone.fill_report("楼道里有积水", camera(1)[:2])
    phone.page.wait_for_timeout(1000)
    phone.kill()  # of both windows; the first draft comes back first
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value("窗外的灯坏了")
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(1)
    phone.send()
    phone.page.wait_for_url("**/sent/")
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value("楼道里有积水")
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(2)
    phone.send()
    phone.page.wait_for_url("**/sent/")
    open_page(phone, "/report/")
    phone.page.wait_for_timeout(1000)
    expect(phone.page.locator("[name=description]")).to_have_value("")
    assert sorted(matter.text for matter in Matter.objects.all()) == ["楼道里有积水", "窗外的灯坏了"]


def test_starting_anew_in_one_window_leaves_what_another_holds(phone: Phone) -> None:
    phone.keep_pages()
    phone.write("窗外的灯坏了", camera(0)[:1])
    phone.page.wait_for_timeout(1000)
    open_page(phone, "/report/")
    first = phone.page
    expect(first.locator("[name=description]")).to_have_value("窗外的灯坏了")
    phone.context.new_page()
    open_page(phone, "/report/")
    phone.page.wait_for_timeout(2500)
    phone.fill_report("楼道里有积水", camera(1)[:2])
    phone.page.wait_for_timeout(1000)
    first.bring_to_front()
    first.locator("[data-draft-discard]").click()
    first.locator("#confirm-dialog button[value=yes]").click()
    first.wait_for_timeout(1500)
    phone.kill()
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value("楼道里有积水")
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(2)
