"""The county draws on the map: a line that splits a grid, a corner that is dragged with its neighbour."""

from __future__ import annotations

import json
import os
from pathlib import Path

from playwright.sync_api import Page, expect
from shapely.geometry import shape

from grids.models import Grid, GridOperation
from grids.services.grids import GridInput, create_grid
from pingan.access.rules import system_actor
from tests.browser.people import Desk, words
from tests.factories.world import square

SHOTS = os.environ.get("EDITOR_SHOTS", "")


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look; nothing may scroll sideways in any case."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if SHOTS:
        page.wait_for_timeout(500)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_a_line_is_drawn_a_corner_dragged_and_both_are_undone(desk: Desk) -> None:
    here = desk.world.here
    data = GridInput(
        name="东网格",
        kind="basic_grid",
        region_id=here.village.pk,
        boundary=square(114.62, 25.70),
        households=90,
    )
    beside = create_grid(actor=system_actor(), data=data, reason="测试").grid
    page = desk.come_as(here.users["body_office"])

    page.goto(f"/grids/{here.grid.pk}/border/")
    corners = page.locator(".map__corner:not(.map__corner--middle)")
    expect(corners).to_have_count(4)
    look(page, "border")
    shared = [
        n for n in range(4) if json.loads(page.input_value("#id_boundary"))["coordinates"][0][n][0] > 114.61
    ]
    corners.nth(shared[0]).focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    moved = json.loads(page.input_value("#id_dragged"))
    assert list(moved) == [str(beside.pk)]
    page.get_by_role("button", name=words("Show what comes of it")).click()
    expect(page.locator("table")).to_contain_text(beside.name)
    look(page, "border-preview")
    page.fill("#id_reason", "以路为界")
    page.get_by_role("button", name=words("Move the border"), exact=True).click()
    page.wait_for_url("**/grids/operations/*/")
    here.grid.refresh_from_db()
    beside.refresh_from_db()
    grounds = [shape(here.grid.boundary), shape(beside.boundary)]
    assert grounds[0].area < 0.02**2
    assert abs(grounds[0].union(grounds[1]).area - 2 * 0.02**2) < 1e-9
    look(page, "operation")

    page.goto(f"/grids/{beside.pk}/split/")
    box = page.locator("[data-map]")
    expect(box).to_have_attribute("data-drawn", "leaflet")
    size = box.bounding_box()
    assert size is not None
    for share in (0.02, 0.5, 0.98):
        box.click(position={"x": size["width"] * share, "y": size["height"] * 0.5})
    assert len(json.loads(page.input_value("#id_line"))["coordinates"]) == 3
    look(page, "split")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("button", name=words("Show the pieces")).click()
    expect(page.locator("[name=name-1]")).to_be_visible()
    assert not asked  # the line goes along in the address: leaving loses nothing
    # which piece is which stands on the map, not only under the pointer
    expect(page.locator(".map .leaflet-tooltip")).to_have_count(2)
    page.fill("[name=reason]", "户数过多")
    look(page, "split-pieces")
    page.locator("form[method=post] button.button--primary").last.click()
    page.wait_for_url("**/grids/operations/*/")
    assert Grid.objects.filter(name__startswith="东网格", valid_to=None).count() == 2

    page.fill("[name=reason]", "划错了")
    page.get_by_role("button", name=words("Undo"), exact=True).click()
    page.locator("dialog[open] button.button--danger, dialog[open] button.button--primary").first.click()
    expect(page.locator("main")).to_contain_text("划错了")
    assert GridOperation.objects.exclude(undone_at=None).count() == 1
    phone = desk.come_as(here.users["leader"], size="phone")
    for name, path in {
        "check": "/grids/check/",
        "operations": "/grids/operations/",
        "history": f"/grids/{here.grid.pk}/history/",
        "detail": f"/grids/{here.grid.pk}/",
        "list": "/grids/",
    }.items():
        phone.goto(path)
        look(phone, f"phone-{name}")
    for name, path in {
        "merge": f"/grids/{here.grid.pk}/merge/?grids={beside.pk}",
        "history": f"/grids/{here.grid.pk}/history/",
        "check": "/grids/check/",
        "detail": f"/grids/{here.grid.pk}/",
        "list": "/grids/",
    }.items():
        page.goto(path)
        look(page, f"desk-{name}")


def test_a_grid_is_split_by_keyboard_alone(desk: Desk) -> None:
    here = desk.world.here
    page = desk.come_as(here.users["body_office"])
    page.goto(f"/grids/{here.grid.pk}/split/")
    box = page.locator("[data-map]")
    expect(box).to_have_attribute("data-drawn", "leaflet")
    page.wait_for_timeout(500)  # the map has come to rest
    reached_by_tab(page, "[data-map]")
    cross = page.locator(".map__cross")
    expect(cross).to_be_visible()
    before = page.locator(".leaflet-map-pane").evaluate("pane => pane.style.transform")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-map-pane").evaluate("pane => pane.style.transform") == before
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2")).to_be_visible()
    drawn = json.loads(page.input_value("#id_line"))["coordinates"]
    assert drawn[0][0] == drawn[1][0] and 0 < drawn[1][1] - drawn[0][1] < 0.001
    page.keyboard.press("Backspace")
    assert page.input_value("#id_line") == ""
    # beyond the edge the map follows, so that the line can reach over the whole grid
    width = box.evaluate("box => box.clientWidth")
    for _ in range(width // 16 // 2 + 10):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    for _ in range(width // 16 + 20):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    look(page, "split-keyboard")
    reached_by_tab(page, "main form button.button--primary")
    page.keyboard.press("Enter")
    expect(page.locator("[name=name-1]")).to_be_visible()
    reached_by_tab(page, "[name=reason]")
    page.keyboard.type("户数过多")
    reached_by_tab(page, "form[method=post] .form__actions button.button--primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/grids/operations/*/")
    assert Grid.objects.filter(region=here.village, valid_to=None).count() == 2


def test_a_line_that_is_written_stands_on_the_map(desk: Desk) -> None:
    here = desk.world.here
    page = desk.come_as(here.users["body_office"])
    page.goto(f"/grids/{here.grid.pk}/split/")
    expect(page.locator("[data-map]")).to_have_attribute("data-drawn", "leaflet")
    before = page.locator("[data-map] svg path").count()
    page.fill("#id_line", "114.59, 25.71\n114.63, 25.71")
    page.keyboard.press("Tab")
    expect(page.locator("[data-map] svg path")).to_have_count(before + 3)


def reached_by_tab(page: Page, selector: str) -> None:
    """Go on with the Tab key until something has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


def test_the_way_back_from_the_pieces_finds_the_line_and_junk_in_its_field_draws_nothing(desk: Desk) -> None:
    here = desk.world.here
    page = desk.come_as(here.users["body_office"])
    page.goto(f"/grids/{here.grid.pk}/split/")
    expect(page.locator("[data-map]")).to_have_attribute("data-drawn", "leaflet")
    field = page.locator("#id_line")
    field.fill('[["a",2],[3,null]]')
    field.blur()
    field.fill('{"type": "LineString", "coordinates": [["a",2],[3,null]]}')
    field.blur()
    line = "114.59, 25.71\n114.63, 25.71"
    field.fill(line)
    field.blur()
    page.get_by_role("button", name=words("Show the pieces")).click()
    expect(page.locator("[name=name-1]")).to_be_visible()
    page.go_back()
    expect(page.locator("#id_line")).to_have_value(line)
    assert not [fault for fault in desk.faults if "LatLng" in fault]
