"""Somebody of the provincial office goes down the tree to one record and back, and looks at what stands on a board."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from playwright.sync_api import Page, expect

from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Region
from tests.browser.people import Desk, words
from tests.browser.scene import given_busy_township
from tests.browser.test_office_board import FIGURE, _number

REFERENCE = Path(__file__).resolve().parents[2] / "pingan" / "org" / "reference"
needs_leaflet = pytest.mark.skipif(
    find("vendor/leaflet/leaflet.js") is None, reason="script/assets has not fetched Leaflet"
)


def given_lines() -> None:
    """The lines of cities and counties, as the reference data brings them."""
    for name in ("jiangxi_cities", "jiangxi_counties"):
        for feature in json.loads((REFERENCE / f"{name}.geojson").read_text(encoding="utf-8"))["features"]:
            code = str(feature["properties"]["code"]).ljust(12, "0")
            Region.objects.filter(code=code).update(boundary=feature["geometry"])


@pytest.fixture
def province(desk: Desk) -> Page:
    given_lines()
    given_busy_township(desk.world.here)
    refresh_summaries()
    page = desk.come_as(desk.world.province_office)
    page.goto("/office/")
    page.locator("html[data-ready]").wait_for()
    return page


def _tile(page: Page) -> int:
    return _number(page.locator(f".office-figures__value a[href*='/figures/{FIGURE}/']").inner_text())


def _enter(page: Page, name: str) -> int:
    """Go into a place of the table; return what the table said of it."""
    row = page.locator("#places tbody tr").filter(has=page.get_by_role("link", name=name, exact=True))
    shown = _number(row.locator(f"a[href*='/figures/{FIGURE}/']").inner_text())
    row.locator(".is-title a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return shown


def test_from_the_province_to_one_record_and_back_the_number_stays(province: Page, desk: Desk) -> None:
    here, page = desk.world.here, province
    expect(page.get_by_role("heading", level=1)).to_have_text("江西省")
    whole = _tile(page)
    for name in ("赣州市", here.county.name, here.township.name):
        assert _enter(page, name) == _tile(page) == whole > 5
    page.locator(f".office-figures__value a[href*='/figures/{FIGURE}/']").click()
    expect(page.locator("#records tbody tr")).to_have_count(whole)
    listed = page.url
    page.locator("#records tbody tr .is-title a").first.click()
    page.wait_for_url(re.compile(r"/incidents/\d+/"))
    page.go_back()
    assert page.url == listed
    page.locator("main a.button", has_text=words("Dashboard")).click()
    for name in (here.county.name, "赣州市", "江西省"):
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert _tile(page) == whole


def test_area_and_class_are_chosen_and_stay_in_the_address(province: Page, desk: Desk) -> None:
    page = province
    whole = _tile(page)
    page.locator("select[name=category]").select_option("incident:HAZARD")
    page.locator(".filter-bar button").first.click()
    page.wait_for_url(re.compile("category=incident%3AHAZARD"))
    hazards = _tile(page)
    assert 0 < hazards < whole
    _enter(page, "赣州市")
    assert _tile(page) == hazards and "category=incident%3AHAZARD" in page.url
    page.locator(f".office-figures__value a[href*='/figures/{FIGURE}/']").click()
    expect(page.locator("#records tbody tr")).to_have_count(hazards)
    page.locator("main a.chip").click()
    expect(page.locator("#records tbody tr")).to_have_count(whole)


@needs_leaflet
def test_a_township_shows_its_matters_as_points_that_lead_to_the_map(province: Page, desk: Desk) -> None:
    here, page = desk.world.here, province
    page.goto(f"/office/?region={here.township.code}")
    box = page.locator("[data-points]")
    page.locator("[data-points][data-drawn]").wait_for(timeout=60_000)
    expect(box.locator(".map-cluster").first).to_be_visible()
    lying = sum(_number(text) if text else 1 for text in box.locator(".map-cluster").all_inner_texts())
    assert lying == _tile(page), "every one of the scene has a place, none is restricted"
    page.get_by_role("link", name=words("On the large map")).click()
    page.wait_for_url(re.compile(r"/map/\?.*layer=incidents"))
    page.go_back()
    page.goto(f"/office/?region={here.county.code}")
    expect(page.locator("[data-points]")).to_have_count(0)
    expect(page.locator(".areas, [data-chart='chart-columns']").first).to_be_attached()


def test_a_screen_is_hung_and_shows_the_board_to_a_browser_without_account(
    province: Page, desk: Desk
) -> None:
    page = province
    page.get_by_role("link", name=words("Hang a screen")).click()
    page.locator("[name=name]").fill("省综治中心指挥大厅")
    page.get_by_role("button", name=words("Hang it")).click()
    address = page.locator(".notice code").inner_text()
    wall = desk._window("desk", viewport={"width": 1920, "height": 1080})
    wall.goto(address)
    wall.locator("html[data-ready]").wait_for()
    expect(wall.locator(".wall__tile").first).to_be_visible()
    size = wall.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size[0] <= 1920 and size[1] <= 1080, size
    assert wall.context.cookies() == []
    page.get_by_role("button", name=words("Take down")).click()
    page.get_by_role("dialog").locator("button.button--primary, button.button--danger-solid").first.click()
    expect(page.locator("main").get_by_text(words("dark")).first).to_be_visible()
    # It asks each minute by itself; here it is made to ask now, and nobody loads the page anew.
    wall.evaluate(
        """window.htmx.ajax("GET", location.pathname, {source: "#wall", headers: {"X-Background": "true"}})"""
    )
    expect(wall.locator(".wall__tile")).to_have_count(0)
    expect(wall.get_by_role("heading", name=words("Wall screen"))).to_be_visible()
    answer = wall.goto(address)
    assert answer is not None and answer.status == 404
    desk.forgive("404")
