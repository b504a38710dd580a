"""The map in a browser: it draws, tells what is tapped, zooms into numbers, and the list follows. Without it, the list."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from PIL import Image
from playwright.sync_api import Page, expect

from pingan.org.models import Region
from tests.browser.people import Desk
from tests.factories.grids import given_grid, square
from tests.factories.incidents import given_report

REFERENCE = Path(__file__).resolve().parents[2] / "pingan" / "org" / "reference"
needs_leaflet = pytest.mark.skipif(
    find("vendor/leaflet/leaflet.js") is None, reason="script/assets has not fetched Leaflet"
)


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Twelve incidents in a lattice of grids, and the lines of the counties."""
    here = desk.world.here
    for name in ("jiangxi_cities", "jiangxi_counties"):
        for feature in json.loads((REFERENCE / f"{name}.geojson").read_text(encoding="utf-8"))["features"]:
            code = str(feature["properties"]["code"]).ljust(12, "0")
            Region.objects.filter(code=code).update(boundary=feature["geometry"])
    kinds = ("governance_grid", "basic_grid", "dedicated_grid")
    for row in range(3):
        for column in range(3):
            west, south = here.point[0] + 0.012 + 0.01 * column, here.point[1] - 0.01 + 0.01 * row
            given_grid(
                here.village,
                kind=kinds[row],
                boundary=square(west, south),
                name=f"沿江第{3 * row + column + 1}网格",
            )
    x, y = here.point
    for step in range(12):
        given_report(here, longitude=x + 0.0004 * (step % 5), latitude=y + 0.0006 * (step // 5))
    return desk


def drawn(page: Page) -> None:
    page.locator("#map[data-drawn]").wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")


@needs_leaflet
def test_a_worker_sees_the_own_grid_taps_a_place_and_opens_a_report(busy: Desk) -> None:
    here = busy.world.here
    page = busy.open_as(here.users["grid_worker"], size="phone")
    page.goto("/map/?layer=incidents&tab=all")
    drawn(page)
    page.locator("#map").click(position={"x": 60, "y": 60})
    expect(page.locator("#map-card .map-card")).to_be_visible()
    page.locator("#map-card [data-map-close]").click()
    expect(page.locator("#map-card .map-card")).to_have_count(0)
    for _ in range(6):
        single = page.locator('.map-mark[aria-label*="1 件"]')
        if single.count():
            break
        page.locator(".map-mark").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        drawn(page)
    page.locator('.map-mark[aria-label*="1 件"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-card a.rows__title")).to_be_visible()
    expect(page.locator("#map-list .rows__item").first).to_be_visible()
    assert not busy.faults


def test_where_no_map_can_be_drawn_the_list_stands_alone(busy: Desk) -> None:
    page = busy.open_as(busy.world.here.users["township_desk"])
    page.route("**/leaflet.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/map/?layer=incidents&tab=all")
    expect(page.locator("#map-list .rows__item")).to_have_count(12)
    expect(page.locator("[data-map-page]")).to_be_hidden()


#: Answers in the order that the test gives: the requests of a view that was left end last.
_TWO_VIEWS = """async () => {
  const { Pieces } = await import("/static/js/map_tiles.js");
  const open = new Map();
  window.fetch = (address, { signal }) => new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("left", "AbortError")));
    open.set(address, () => resolve(new Response(JSON.stringify(address))));
  });
  const seen = new Set();
  const group = { add: (name) => seen.add(name) };
  const draw = (name) => ({ addTo: (on) => on.add(name), remove: () => seen.delete(name) });
  const pieces = new Pieces(group, draw, () => seen.add("failed"));
  const answer = async (...names) => {
    for (const name of names) open.get(name)();
    await new Promise((done) => setTimeout(done, 20));
  };
  const first = pieces.show(["west", "middle"]);
  await answer("west");
  const second = pieces.show(["middle", "east"]);
  await answer("east", "middle");
  await Promise.all([first, second]);
  return [...seen].sort();
}"""


def test_a_view_that_was_left_takes_nothing_away_from_the_next(busy: Desk) -> None:
    """A map that settles (the list beside it comes, the page gets its bar) moves while it is still being drawn."""
    page = busy.open_as(busy.world.here.users["township_desk"])
    page.goto("/map/?layer=incidents&tab=all")
    assert page.evaluate(_TWO_VIEWS) == ["east", "middle"]


@needs_leaflet
def test_grids_lie_on_the_ground_of_the_divisions_whichever_comes_first(busy: Desk) -> None:
    """The lines of the cities are large and come last on a busy machine; their ground covered the grids."""
    x, y = busy.world.here.point
    page = busy.open_as(busy.world.here.users["township_desk"])
    page.route("**/divisions/2/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto(f"/map/?layer=incidents&tab=all#14/{y + 0.005:.5f}/{x + 0.025:.5f}")
    drawn(page)
    expect(page.locator("#map .leaflet-ground-pane canvas")).to_have_count(1)
    assert _colours_seen(page) > 2


def _colours_seen(page: Page) -> int:
    """Return how many different colours cover a good part of the picture of the map: ground, and grids of each kind."""
    picture = Image.open(BytesIO(page.locator("#map").screenshot())).convert("RGB")
    counted = picture.getcolors(maxcolors=picture.width * picture.height) or []
    return sum(1 for count, _colour in counted if count > picture.width * picture.height / 200)


def test_lines_of_counties_lie_above_the_filled_cities_whichever_come_first(busy: Desk) -> None:
    """The ground of the cities, coming last, covered the lines of the counties: a white sheet with one number."""
    page = busy.open_as(busy.world.here.users["county_dispatcher"])
    page.route("**/divisions/2/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto("/map/")
    drawn(page)
    lines, ground = page.locator("#map .leaflet-lines-pane"), page.locator("#map .leaflet-ground-pane")
    expect(ground.locator("canvas")).to_have_count(1)
    expect(lines.locator("canvas")).to_have_count(1)
    height = "e => Number(getComputedStyle(e).zIndex)"
    assert lines.evaluate(height) > ground.evaluate(height)
    inked = "e => e.getContext('2d').getImageData(0, 0, e.width, e.height).data.some((part, at) => at % 4 === 3 && part > 0)"
    assert lines.locator("canvas").evaluate(inked)


@needs_leaflet
def test_another_theme_draws_the_map_anew_where_one_was(busy: Desk) -> None:
    page = busy.open_as(busy.world.here.users["grid_worker"])
    page.goto("/map/#14/25.71000/114.61000")
    drawn(page)
    page.evaluate("window.isOld = true")
    page.locator(".topbar__tools > details:last-child > summary").click()
    page.locator("[data-theme-choice=dark]").click()
    page.wait_for_function("() => !window.isOld")
    drawn(page)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("#14/25.71000/114.61000")


_EDGES = """() => [document.getElementById("map").getBoundingClientRect().bottom + scrollY,
  innerHeight - Math.max(0, ...[...document.querySelectorAll("nav, .tabbar")]
    .filter((one) => getComputedStyle(one).position === "fixed" && one.getBoundingClientRect().top > innerHeight / 2)
    .map((one) => one.getBoundingClientRect().height))]"""


@needs_leaflet
def test_on_a_phone_the_map_ends_above_the_bar_at_the_foot(busy: Desk) -> None:
    """Half of the button to zoom out and the lower edge of the card lay under the bar."""
    page = busy.open_as(busy.world.here.users["grid_worker"], size="phone")
    for query in ("layer=incidents&tab=all", "layer=incidents&tab=all&state=reported"):
        page.goto(f"/map/?{query}")
        drawn(page)
        page.wait_for_timeout(500)  # the bar above comes last
        bottom, bar = page.evaluate(_EDGES)
        assert bar < page.evaluate("innerHeight") and bottom <= bar, query


@needs_leaflet
def test_a_county_sees_its_own_line_and_the_names_of_its_neighbours(busy: Desk) -> None:
    page = busy.open_as(busy.world.here.users["county_dispatcher"])
    page.goto("/map/?layer=incidents&tab=all")
    drawn(page)
    names = page.locator("#map .map-name--county span:visible")
    expect(names.filter(has_text="360702")).to_have_count(1)
    # The own one bears its name with its number, and by itself where nothing fits the filters.
    expect(page.locator("#map .map-cluster--named", has_text="南康区")).to_have_count(1)
    expect(names.filter(has_text="南康区")).to_have_count(0)
    inked = page.locator("#map .leaflet-lines-pane canvas").evaluate(_OWN_INK)
    assert inked > 200
    page.goto("/map/?layer=incidents&tab=all&q=没有这样的事")
    drawn(page)
    expect(names.filter(has_text="南康区")).to_have_count(1)


#: How many points are drawn in the ink of the own line.
_OWN_INK = """(e) => {
  const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  pen.fillStyle = ink;
  pen.fillRect(0, 0, 1, 1);
  const own = pen.getImageData(0, 0, 1, 1).data;
  const { data } = e.getContext("2d").getImageData(0, 0, e.width, e.height);
  let n = 0;
  const isOwn = (at) => [0, 1, 2, 3].every((part) => Math.abs(data[at + part] - own[part]) < 3);
  for (let at = 0; at < data.length; at += 4) n += isOwn(at);
  return n;
}"""


@needs_leaflet
def test_another_division_in_the_filter_moves_the_map_there(busy: Desk) -> None:
    """The address of a look remembers where it was; who asks for a division wants to see that one."""
    page = busy.open_as(busy.world.province_office)
    page.goto("/map/?layer=incidents&tab=all#8/28.50000/117.00000")
    drawn(page)
    page.evaluate(_ASK_FOR, "360703000000")
    page.wait_for_url("**region=360703000000**")
    drawn(page)
    page.wait_for_function("() => /#\\d+\\/25\\.[0-9]+\\/114\\./.test(location.hash)")
    expect(page.locator(".map-page__head .chip", has_text="南康区")).to_have_count(1)


_ASK_FOR = """(code) => {
  const form = document.getElementById("filter-form");
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "region", value: code }));
  form.requestSubmit();
}"""
