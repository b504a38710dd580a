"""Boards, walls and the desk at the widths of offices: everything in sight, or a sign that there is more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from pingan.office.services.refreshing import refresh_summaries
from tests.browser.people import Desk, words
from tests.factories.documents import given_letter
from tests.summaries.staged import given_quiet_county
from tests.supervision.staged import overdue

#: What a cell holds in a county of a busy year, in every one of them.
_FULL = """() => document.querySelectorAll('#places td.is-number').forEach((cell) => {
  cell.innerHTML = '<a href="#">98.5%</a> <span class="number-note muted small">12,204/13,330</span> '
    + '<span class="number-note muted small">第 12 名</span>';
})"""
_SIGN = """(selector) => {
  const box = document.querySelector(selector);
  return { more: box.scrollWidth > box.clientWidth, sign: getComputedStyle(box).backgroundImage.includes('gradient') };
}"""
_FRAME = '[data-table="places"] .table-frame--page'


@pytest.fixture
def office(desk: Desk) -> Page:
    given_quiet_county(desk.world.here)
    return desk.come_as(desk.world.here.users["body_office"])


def test_a_full_table_of_places_fits_a_desk_and_else_says_that_it_goes_on(office: Page) -> None:
    office.set_viewport_size({"width": 1440, "height": 900})
    for view in ("incidents", "disputes", "duties"):
        office.goto(f"/office/?view={view}")
        office.evaluate(_FULL)
        assert office.evaluate(_SIGN, _FRAME)["more"] is False, view
    office.set_viewport_size({"width": 1024, "height": 768})
    office.goto("/office/?view=channels")
    office.evaluate(_FULL)
    assert office.evaluate(_SIGN, _FRAME) == {"more": True, "sign": True}
    region = office.get_by_role("region", name=words("The places inside"))
    region.evaluate("box => { box.scrollLeft = 400 }")
    first = region.locator("tbody th").first
    assert first.evaluate("(cell) => cell.getBoundingClientRect().left") >= region.evaluate(
        "(box) => box.getBoundingClientRect().left"
    ), "the names stay"
    assert region.get_attribute("tabindex") == "0"


def test_all_places_of_a_phone_are_a_short_table_and_not_a_page_for_each(office: Page) -> None:
    office.set_viewport_size({"width": 390, "height": 844})
    office.goto("/office/")
    rest = office.locator("#leaders details")
    expect(rest.get_by_role("link").first).to_be_hidden()
    rest.locator("summary").click()
    expect(rest.get_by_role("link")).to_have_count(19)
    office.get_by_role("link", name=re.compile("全部")).click()
    table = office.locator("#places")
    expect(table.locator("tbody tr")).to_have_count(21)
    assert table.evaluate("box => box.offsetHeight") < 2 * 844
    assert office.evaluate("document.documentElement.scrollWidth") <= 390
    assert office.evaluate(_SIGN, _FRAME) == {"more": True, "sign": True}
    office.get_by_role("link", name=words("Back to the short list")).click()
    expect(office.locator("#leaders")).to_be_visible()


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 900), (1366, 768)])
def test_a_wall_is_in_sight_as_a_whole(desk: Desk, size: tuple[int, int]) -> None:
    given_quiet_county(desk.world.here, tuple(range(60, 48, -1)))
    page = desk.come_as(desk.world.here.users["leader"])
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/office/wall/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".wall tbody tr")).to_have_count(12)
    seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert seen[0] <= size[0] and seen[1] <= size[1], seen
    cut = page.evaluate("""() => [...document.querySelectorAll('.wall, .wall__tile, .wall__part')]
        .filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
        .map((box) => box.className)""")
    assert cut == []


def test_the_name_of_a_wall_stands_on_one_line_on_a_phone(office: Page) -> None:
    office.set_viewport_size({"width": 390, "height": 844})
    office.goto("/office/wall/")
    assert office.locator(".wall__head h1").evaluate("box => box.offsetHeight") < 60
    assert office.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_address_of_a_screen_is_copied_and_has_a_code(desk: Desk) -> None:
    page = desk.come_as(
        desk.world.here.users["body_office"], permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto("/office/screens/")
    page.locator("[name=name]").fill("指挥大厅")
    page.get_by_role("button", name=words("Hang it")).click()
    address = page.locator("#screen-address").inner_text()
    page.get_by_role("button", name=words("Copy the address")).click()
    expect(page.get_by_role("status").get_by_text(words("Copied."))).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    expect(page.get_by_role("img", name=words("QR code of the screen's address"))).to_be_visible()


def test_the_title_of_a_matter_has_the_widest_column_of_the_desk(desk: Desk) -> None:
    for _number in range(21):
        overdue(desk.world.here)
    page = desk.come_as(desk.world.here.users["body_office"])
    page.goto("/office/supervision/")
    widths = page.locator("#desk thead th").evaluate_all("(cells) => cells.map((cell) => cell.offsetWidth)")
    assert widths[1] == max(widths) > 2 * sorted(widths)[-2]
    expect(page.locator("#desk tbody tr")).to_have_count(20)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollHeight") < 5 * 844
    assert page.evaluate(_SIGN, "nav.tabs") == {"more": True, "sign": True}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_printed_board_says_what_it_is_of_and_cuts_nothing(office: Page) -> None:
    office.goto("/office/")
    office.locator("[data-chart='chart-columns'] canvas").wait_for()
    office.emulate_media(media="print")
    office.set_viewport_size({"width": 680, "height": 900})  # what is left of A4
    head = office.locator(".print-only").filter(has_text=words("Incidents"))
    expect(head).to_be_visible()
    expect(head).to_contain_text(re.compile(r"\d{4}年\d+月\d+日 – \d{4}年\d+月\d+日"))
    wide = office.locator(".chart__place canvas").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().width - one.closest('.chart__place').clientWidth)"
    )
    assert wide and max(wide) <= 1
    first = office.locator("#places tbody th").first
    assert first.evaluate("(cell) => getComputedStyle(cell).position") == "static"
    key = office.locator(".areas__key").first
    assert key.evaluate("(box) => getComputedStyle(box).printColorAdjust") == "exact"


def test_a_saved_chart_bears_its_title_and_its_period(office: Page, tmp_path: Path) -> None:
    office.goto("/office/")
    box = office.locator("[data-chart='chart-columns']")
    drawn = box.locator("canvas").evaluate("(one) => one.getBoundingClientRect().height")
    assert re.search(r"数据统计至 ?\d{4}-\d\d-\d\d \d\d:\d\d", box.get_attribute("data-chart-note") or "")
    assert "&" not in box.inner_text() and ">" not in box.inner_text()
    with office.expect_download() as saved:
        box.locator("[data-chart-save]").click()
    assert re.search(r"南康区 \d{4}-\d\d-\d\d–\d{4}-\d\d-\d\d\.png$", saved.value.suggested_filename)
    saved.value.save_as(tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as picture:
        assert picture.height >= 2 * (drawn + 40), "words stand above the drawing"


def test_in_english_the_narrowest_phone_shows_a_board_without_scrolling_sideways(
    office: Page, desk: Desk
) -> None:
    office.context.add_cookies([{"name": "django_language", "value": "en", "url": desk.url}])
    office.set_viewport_size({"width": 320, "height": 640})
    office.goto("/office/")
    expect(office.locator("html")).to_have_attribute("lang", "en")
    assert office.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_english_the_records_behind_a_number_scroll_in_their_own_frame(desk: Desk) -> None:
    for _number in range(3):
        overdue(desk.world.here)
    refresh_summaries()
    page = desk.come_as(desk.world.here.users["body_office"])
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": desk.url}])
    for width in (1280, 1440, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/office/figures/incident.reported/")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        table, frame = (
            page.locator(one).bounding_box() for one in ("#records", '[data-table="records"] .table-frame')
        )
        assert table is not None and frame is not None
        scrolls = page.locator('[data-table="records"] .table-frame').evaluate(
            "(box) => getComputedStyle(box).overflowX"
        )
        assert scrolls == "auto" or table["width"] <= frame["width"] + 1, width


def test_a_long_document_number_wraps_on_a_phone(desk: Desk) -> None:
    here = desk.world.here
    office = here.units["office"]
    office.document_code = "南康平安办综合督查研判"
    office.save(update_fields=["document_code"])
    letter = given_letter(office)
    page = desk.come_as(here.users["body_office"])
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"/documents/{letter.pk}/")
        expect(page.locator("dl.facts .number-code")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_chosen_tab_is_in_sight(office: Page) -> None:
    office.set_viewport_size({"width": 390, "height": 844})
    office.goto("/office/?view=duties")
    office.locator("html[data-ready]").wait_for()
    place = office.locator(".tabs [aria-current=page]").bounding_box()
    assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= 390
    assert office.evaluate("scrollY") == 0


def test_the_records_behind_a_number_are_short_on_a_phone(desk: Desk) -> None:
    for _number in range(12):
        overdue(desk.world.here)
    refresh_summaries()
    page = desk.come_as(desk.world.here.users["body_office"])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/office/figures/incident.reported/")
    rows = page.locator("#records tbody tr")
    expect(rows).to_have_count(12)
    assert max(rows.evaluate_all("(all) => all.map((row) => row.offsetHeight)")) < 180
    expect(rows.first.locator(".is-blank").first).to_be_hidden()
    expect(rows.first.get_by_text(words("no"), exact=True).first).to_be_visible()
