"""The map on a phone: letters of twice the size, and a tap where there is no network."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import Desk
from tests.browser.test_map import busy, drawn, needs_leaflet

__all__ = ["busy"]


@needs_leaflet
def test_at_twice_the_letters_the_map_stands_first_and_nothing_is_wider_than_the_screen(busy: Desk) -> None:
    page = busy.open_as(busy.world.here.users["grid_worker"], size="phone")
    page.set_viewport_size({"width": 195, "height": 422})  # as 390 x 844 with letters twice as large
    page.goto("/map/?layer=incidents&tab=all")
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 195
    box = page.locator("#map").bounding_box()
    if os.environ.get("EDITOR_SHOTS"):
        page.screenshot(path=Path(os.environ["EDITOR_SHOTS"]) / "map-large.png")
    assert box is not None and box["y"] < 422 / 2, box


@needs_leaflet
def test_a_tap_without_a_network_says_that_and_shows_no_former_place(busy: Desk) -> None:
    page = busy.open_as(busy.world.here.users["grid_worker"], size="phone")
    page.goto("/map/?layer=incidents&tab=all")
    drawn(page)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.locator("#map").click(position={"x": 60, "y": 60})
    card = page.locator("#map-card")
    expect(card.locator("[data-map-close]")).to_be_visible()
    page.context.set_offline(True)
    page.locator("#map").click(position={"x": 90, "y": 60})
    note = page.locator("[data-map-note]")
    expect(note).to_contain_text("没有网络")
    expect(card).to_be_empty()
    expect(page.locator("#toasts")).not_to_contain_text("操作未成功")
    assert faults == []
    # What the browser itself says of a missing network is no fault of the page.
    busy.faults[:] = [fault for fault in busy.faults if "htmx:" not in fault and "DISCONNECTED" not in fault]
