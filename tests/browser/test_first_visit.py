"""A phone that has nothing of the app yet: what comes late, or not at all, costs nothing that was typed or asked."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.people import Desk
from tests.browser.reporting import opened_form, phone
from tests.factories.incidents import given_report

TYPED = "村口路灯不亮，夜里有人摔倒"


def first_visit(desk: Desk) -> Page:
    return phone(desk, service_workers="block")


def test_what_was_chosen_before_htmx_came_is_asked_about_all_the_same(desk: Desk) -> None:
    given_report(desk.world.here)
    page = first_visit(desk)
    held: list[Route] = []
    page.route(
        "**/htmx-2.min*", lambda route: held.append(route)
    )  # a built-in method is taken for no handler
    opened_form(page)
    expect(page.locator("[data-geolocate-status]")).to_contain_text("12")
    page.locator("[data-field=category] [role=combobox]").fill("路灯")
    page.locator("[data-field=category] [role=option]").first.tap()
    page.locator("[name=description]").fill(TYPED)
    page.keyboard.press("Tab")
    page.wait_for_timeout(1_000)  # longer than the form waits before it asks
    assert len(held) == 1
    assert page.evaluate("typeof window.htmx") == "undefined"
    held[0].continue_()
    expect(page.locator("#similar button").first).to_be_visible()


def test_a_part_that_does_not_arrive_is_missing_alone(desk: Desk) -> None:
    page = first_visit(desk)
    page.route("**/js/combobox*", lambda route: route.abort())
    opened_form(page)
    assert page.locator("[data-field=category] [role=combobox]").count() == 0
    assert page.locator("html[data-outbox-runs]").count() == 1
    page.locator("[data-field=category] select").select_option(index=1)
    page.locator("[name=description]").fill(TYPED)
    page.wait_for_timeout(300)
    page.reload()
    page.locator("html[data-ready]").wait_for()
    expect(page.locator("[name=description]")).to_have_value(TYPED)
    desk.forgive("ERR_FAILED|combobox")


def test_keys_work_on_a_phone_once_its_page_is_there(desk: Desk) -> None:
    page = first_visit(desk)
    page.goto("/")
    page.locator("html[data-ready]").wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
