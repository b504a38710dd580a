"""The inbox at every width: nothing that is opened is cut off, nothing that fails stays silent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Desk, words
from tests.browser.scene import given_busy_township

#: Says whether a box lies in the window, and whether its corners are its own: nothing clips or covers it.
_IS_WHOLE = """sheet => {
  const box = sheet.getBoundingClientRect();
  const inset = 8;
  const corners = [box.left + inset, box.right - inset].flatMap(
    (x) => [box.top + inset, box.bottom - inset].map((y) => [x, y]),
  );
  return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
    && corners.every(([x, y]) => sheet.contains(document.elementFromPoint(x, y)));
}"""


@pytest.fixture
def inbox(desk: Desk) -> Page:
    given_busy_township(desk.world.here)
    page = desk.open_as(desk.world.here.users["township_desk"])
    page.goto("/incidents/?tab=all")
    page.locator("html[data-ready]").wait_for()
    return page


def test_a_phone_shows_the_whole_age_of_a_report(inbox: Page) -> None:
    inbox.set_viewport_size({"width": 390, "height": 844})
    cut = inbox.locator(".inbox-line > span").evaluate_all(
        "all => all.filter((e) => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert inbox.locator(".inbox-line").count() > 0 and cut == 0


def test_the_menu_of_views_and_columns_is_whole_at_every_width(inbox: Page) -> None:
    menu = inbox.locator("form[role=search] details[data-menu]")
    for _layout in ("split", "table"):
        for width in (390, 800, 1024, 1280, 1440, 1920):
            inbox.set_viewport_size({"width": width, "height": 844})
            menu.locator("summary").click()
            assert menu.locator(".menu__sheet").evaluate(_IS_WHOLE), f"cut off at {width} wide"
            menu.locator("summary").click()
        menu.locator("summary").click()
        menu.locator("[name=layout]").click()
        inbox.wait_for_load_state()
    expect(inbox.locator("main.main--fixed")).to_be_visible()  # and back to the list with detail


def test_english_tables_stay_within_the_page_and_give_titles_room(inbox: Page, desk: Desk) -> None:
    inbox.context.add_cookies([{"name": "django_language", "value": "en", "url": desk.url}])
    inbox.goto("/incidents/?tab=all")
    inbox.locator("form[role=search] details[data-menu] summary").click()
    inbox.locator("form[role=search] [name=layout]").click()
    expect(inbox.locator("#inbox.table")).to_be_visible()
    for address in ("/incidents/?tab=all", "/overview/"):
        inbox.goto(address)
        for width in (1024, 1280, 1440):
            inbox.set_viewport_size({"width": width, "height": 900})
            assert inbox.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
            narrowest = inbox.locator("#inbox td.is-title").evaluate_all(
                "all => Math.min(...all.map((e) => e.clientWidth))"
            )
            assert narrowest >= 140


def test_a_pane_that_cannot_be_loaded_says_so(inbox: Page, desk: Desk) -> None:
    pane = inbox.locator("#detail")
    inbox.goto("/incidents/?tab=all&open=99999999")
    expect(pane.get_by_role("alert")).to_contain_text(words("This could not be loaded"))
    expect(pane.locator(".skeleton")).to_have_count(0)
    expect(pane.get_by_role("link")).to_have_count(0)

    inbox.route("**/incidents/*/", lambda route: route.abort())
    inbox.locator("#inbox [data-open]").first.click()
    again = pane.get_by_role("link", name=words("Try again"))
    expect(again).to_be_visible()
    expect(inbox.locator("#toasts > *")).to_have_count(0)  # said where it is missing, and nowhere else
    inbox.unroute("**/incidents/*/")
    again.click()
    expect(pane.locator(".split__head h2")).to_be_visible()
    desk.forgive("404|ERR_FAILED|htmx:|Response Status")


def test_a_part_that_cannot_be_fetched_is_told_once(inbox: Page, desk: Desk) -> None:
    inbox.route("**/incidents/**", lambda route: route.abort())
    for _twice in range(2):
        with inbox.expect_event("requestfailed"):
            inbox.evaluate(
                """() => {
                  const part = document.createElement("div");
                  part.setAttribute("hx-get", "/incidents/");
                  part.setAttribute("hx-trigger", "load");
                  document.querySelector("#main").append(part);
                  window.htmx.process(part);
                }"""
            )
    told = inbox.locator("#toasts > *")
    expect(told).to_contain_text(words("That did not work. Nothing was changed; please try again."))
    expect(told).to_have_count(1)
    desk.forgive("ERR_FAILED|htmx:")


def test_a_very_long_search_leaves_room_for_its_error(inbox: Page) -> None:
    inbox.goto(f"/incidents/?tab=all&q={'路' * 3000}")
    error = inbox.locator(".split__head .notice")
    expect(error).to_contain_text("100")
    expect(error).to_be_in_viewport(ratio=1)
    assert inbox.locator(".split__head").evaluate("e => e.clientHeight") < 450


def test_the_help_on_keys_lists_actions_before_anything_is_open(inbox: Page) -> None:
    inbox.keyboard.press("?")
    keys = inbox.locator("#keys-dialog .keys__row").filter(has_text=words("Dispatch"))
    expect(keys).to_have_count(1)
    expect(keys.locator("kbd")).to_have_text("d")
