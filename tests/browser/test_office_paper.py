"""A board on paper, upright and lying: charts drawn for the sheet, and no heading that stands alone at its foot."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.people import Desk
from tests.summaries.staged import given_cell, given_quiet_county

#: What is left of A4 between the margins, and the smallest type that is read on paper without effort (pixels: 8.5 points).
SHEETS = {"portrait": (658, 979), "landscape": (986, 650)}
SMALLEST = 8.5 * 96 / 72
_DRAWN = """(all) => all.filter((one) => one.getClientRects().length).map((one) => ({
  font: Number(one.dataset.fontPixels) * one.getBoundingClientRect().width / Number(one.dataset.width),
  wide: one.getBoundingClientRect().right - one.closest('.chart').getBoundingClientRect().right,
  high: one.getBoundingClientRect().height,
  sharp: one.width / one.getBoundingClientRect().width,
}))"""


@pytest.fixture
def board(desk: Desk) -> Page:
    places = given_quiet_county(desk.world.here, tuple(range(160, 20, -7)))
    for back in range(25):
        day = timezone.localdate() - timedelta(days=back)
        given_cell("incident.reported", places[0], day, 10 + back % 7 * 9, None)
    page = desk.come_as(desk.world.here.users["body_office"])
    page.goto("/office/")
    for name in ("line", "columns"):
        page.locator(f"[data-chart='chart-{name}'][data-drawn]").wait_for()
    return page


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_words_of_a_printed_chart_are_as_large_as_those_beside_it(board: Page, sheet: str) -> None:
    board.emulate_media(media="print")
    width, height = SHEETS[sheet]
    board.set_viewport_size({"width": width, "height": height})
    drawn = board.locator("canvas[data-font-pixels]").evaluate_all(_DRAWN)
    assert len(drawn) == 2, "one drawing of each chart for this sheet"
    for one in drawn:
        assert one["font"] >= SMALLEST
        assert one["wide"] <= 1 and one["high"] < height - 60, "it is cut nowhere"
        assert one["sharp"] > 2
    assert board.locator("[data-chart-place]").evaluate_all(
        "(all) => all.every((one) => getComputedStyle(one).display === 'none')"
    ), "what was drawn for the screen stays there"


def test_a_chart_that_was_printed_in_the_dark_is_black_on_white(board: Page) -> None:
    board.evaluate("document.documentElement.dataset.theme = 'dark'")
    board.emulate_media(media="print")
    paper = board.locator("canvas[data-font-pixels]").first
    corner = paper.evaluate("(one) => [...one.getContext('2d').getImageData(1, 1, 1, 1).data]")
    assert corner[:3] == [255, 255, 255]


def test_headings_stay_with_what_they_head(board: Page) -> None:
    board.emulate_media(media="print")
    for found in ("h2", ".row:has(> h2)", ".card__head"):
        breaks = board.locator(f"main {found}").evaluate_all(
            "(all) => [...new Set(all.map((one) => getComputedStyle(one).breakAfter))]"
        )
        assert breaks == ["avoid"], found
    inside = board.locator("main .card:has(.chart), main .areas").evaluate_all(
        "(all) => [...new Set(all.map((one) => getComputedStyle(one).breakInside))]"
    )
    assert inside == ["avoid"]


def _pages(board: Page, *, is_lying: bool) -> list[str]:
    made = board.pdf(format="A4", landscape=is_lying)
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(made))]


@pytest.mark.parametrize("is_lying", [False, True])
def test_wherever_a_page_ends_no_heading_is_alone_at_its_foot(board: Page, *, is_lying: bool) -> None:
    """All is pushed down step by step, so that the end of a page falls on each place around its headings."""
    # The words of a chart are drawn: nothing that can be read follows the heading of its card.
    heads = board.locator("main h2:not(.card:has(.chart) *)").all_inner_texts()
    first = board.locator("#places thead th").first.inner_text()
    rows = board.locator("#places tbody th").all_inner_texts()
    board.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<div id=pushed></div>')")
    for height in range(0, 300, 30):
        board.evaluate(
            "(height) => { document.querySelector('#pushed').style.height = `${height}px` }", height
        )
        for text in _pages(board, is_lying=is_lying):
            last = text.strip().splitlines()[-1:]
            assert not set(last) & set(heads), (height, last)
            assert first not in text or any(row in text.partition(first)[2] for row in rows), height


def test_the_paper_lies_as_its_printer_was_told(board: Page) -> None:
    made = pypdfium2.PdfDocument(io.BytesIO(board.pdf(format="A4", landscape=True)))
    width, height = made[0].get_size()
    assert width > height
