"""The office's morning: from the county down to a record, with equal numbers all the way, and charts that can be saved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pingan.office.services.refreshing import refresh_summaries
from pingan.web.templatetags.pingan_ui import optional_static
from tests.browser.people import Desk, words
from tests.browser.scene import given_busy_township
from tests.summaries.staged import given_quiet_county

FIGURE = "incident.reported"


@pytest.fixture
def board(desk: Desk) -> Page:
    given_busy_township(desk.world.here)
    refresh_summaries()
    page = desk.open_as(desk.world.here.users["county_dispatcher"])
    page.goto("/office/")
    page.locator("html[data-ready]").wait_for()
    return page


def _number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def test_from_county_to_township_to_list_to_record_the_number_stays(board: Page, desk: Desk) -> None:
    here = desk.world.here
    row = board.locator("#places tbody tr").filter(has_text=here.township.name)
    shown = _number(row.locator(f"a[href*='/office/figures/{FIGURE}/']").inner_text())
    assert shown > 0
    row.locator(".is-title a").click()
    expect(board.get_by_role("heading", level=1)).to_have_text(here.township.name)
    tile = board.locator(".office-figures__tile").first.locator(f"a[href*='/figures/{FIGURE}/']")
    assert _number(tile.inner_text()) == shown
    tile.click()
    expect(board.locator("#records tbody tr")).to_have_count(shown)
    board.locator("#records tbody tr .is-title a").first.click()
    board.wait_for_url(re.compile(r"/incidents/\d+/"))
    expect(board.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.skipif(
    not optional_static("vendor/echarts/echarts.js"), reason="script/assets has not fetched the charts"
)
def test_a_chart_is_drawn_has_its_table_and_is_saved(board: Page) -> None:
    chart = board.locator("[data-chart='chart-line']")
    expect(chart.locator("canvas")).to_be_visible()
    chart.locator("summary").click()
    assert chart.locator("tbody tr").count() == 30
    with board.expect_download() as saved:
        chart.get_by_role("button", name=words("Save as a picture")).click()
    assert saved.value.suggested_filename.endswith(".png")


def test_without_the_library_the_table_says_everything(board: Page, desk: Desk) -> None:
    board.route("**/vendor/echarts/**", lambda route: route.abort())
    board.goto("/office/")
    board.locator("html[data-ready]").wait_for()
    chart = board.locator("[data-chart='chart-line']")
    expect(chart.locator("canvas")).to_have_count(0)
    chart.locator("summary").click()
    expect(chart.locator("tbody tr").first).to_be_visible()
    desk.forgive("ERR_FAILED")


@pytest.mark.parametrize("width", [390, 1024, 1440, 1920])
def test_no_board_scrolls_sideways(board: Page, width: int) -> None:
    board.set_viewport_size({"width": width, "height": 900})
    for view in ("incidents", "disputes", "risks", "ground", "duties"):
        board.goto(f"/office/?view={view}")
        assert board.evaluate("document.documentElement.scrollWidth") <= width, view


#: What a cell holds in a county of a busy year, in every one of them.
_LONG = """() => document.querySelectorAll('#places td.is-number').forEach((cell) => {
  cell.textContent = '98.5% 12,204/13,330 · 第 12 名'
})"""


def test_a_board_of_long_numbers_scrolls_its_table_and_never_the_page(board: Page) -> None:
    board.goto("/office/?view=disputes")
    board.evaluate(_LONG)
    for width in (768, 1023, 1024, 1280, 1440, 1920):
        board.set_viewport_size({"width": width, "height": 900})
        assert board.evaluate("document.documentElement.scrollWidth") <= width, width


def test_a_phone_shows_ten_places_by_one_figure_and_all_of_them_when_asked(board: Page, desk: Desk) -> None:
    places = given_quiet_county(desk.world.here, tuple(range(400, 340, -5)))
    board.set_viewport_size({"width": 390, "height": 844})
    board.goto("/office/")
    leaders = board.locator("#leaders")
    expect(leaders.locator("ol > li")).to_have_count(10)
    expect(leaders.locator("ol > li").first).to_contain_text(places[0].name)
    expect(leaders.get_by_text(re.compile("其余 ?2 ?个地区"))).to_be_visible()
    expect(leaders.locator("summary")).to_have_text(re.compile("9 ?个地区为 ?0"))
    expect(board.locator("#places")).to_be_hidden()
    assert leaders.evaluate("box => box.offsetHeight") < 844
    assert board.evaluate("document.documentElement.scrollWidth") <= 390
    leaders.get_by_role("link", name=re.compile("全部")).click()
    expect(board.locator("#places tbody tr")).to_have_count(21)
    expect(board.locator("#places")).to_be_visible()
    expect(leaders).to_have_count(0)
