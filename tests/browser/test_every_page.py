"""Every role's pages: labels, headings, focus, no overflow at 320, 390 and 1440, English complete."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pingan.accounts.models import User
from pingan.matters.models import Matter
from tests.browser.people import SIZES, Desk, deliver_notices
from tests.browser.scene import given_busy_township
from tests.factories.incidents import given_incident

BUSINESS = ("/", "/inbox/", "/incidents/", "/incidents/?tab=all", "/incidents/{id}/", "/me/")
PAGES: dict[str, tuple[str, ...]] = {
    "grid_worker": (*BUSINESS, "/report/", "/report/emergency/", "/my/", "/grids/{grid}/"),
    "community_staff": (*BUSINESS, "/report/"),
    "township_desk": (
        *BUSINESS, "/report/", "/overview/", "/grids/", "/incidents/{id}/actions/dispatch/", "/incidents/export/",
        "/exports/", "/organisation/",
    ),
    "unit_handler": (*BUSINESS, "/incidents/{id}/actions/sign/"),
    "county_dispatcher": (*BUSINESS, "/overview/", "/grids/", "/incidents/?tab=all&layout=table"),
    "county_government": BUSINESS,
    "body_office": (
        *BUSINESS, "/overview/", "/catalogue/", "/catalogue/classes/APPEAL.FACILITY.LAMP/", "/catalogue/limits/",
        "/catalogue/routes/", "/catalogue/numbers/", "/catalogue/duties/", "/grids/", "/organisation/",
        "/organisation/responsibility/", "/organisation/regions/{county}/",
    ),
    "leader": (*BUSINESS, "/overview/", "/organisation/responsibility/"),
    "auditor": (*BUSINESS, "/audit/"),
    "system_admin": ("/", "/inbox/", "/accounts/", "/accounts/new/", "/me/", "/me/tokens/"),
    "security_admin": ("/", "/posts/", "/posts/{person}/", "/grants/", "/organisation/", "/me/"),
    "audit_admin": ("/", "/audit/", "/me/"),
}  # fmt: skip
#: A unit sees what was given to it.
STATES = {"unit_handler": "dispatched"}
#: Pictures of each role's first pages, light; with a dark one where it is worked with at night.
SHOTS = {
    "grid_worker": ("/", "/report/", "/my/", "/incidents/{id}/"),
    "community_staff": ("/",),
    "township_desk": ("/", "/incidents/", "/incidents/?open={id}", "/incidents/{id}/"),
    "unit_handler": ("/", "/incidents/{id}/"),
    "county_dispatcher": ("/", "/incidents/"),
    "county_government": ("/",),
    "body_office": ("/", "/overview/", "/catalogue/limits/", "/grids/", "/organisation/"),
    "leader": ("/", "/overview/"),
    "auditor": ("/", "/audit/"),
    "system_admin": ("/accounts/",),
    "security_admin": ("/posts/",),
    "audit_admin": ("/audit/",),
}
DARK = {("grid_worker", "/"), ("township_desk", "/incidents/?open={id}"), ("county_dispatcher", "/")}

FAULTS = """() => {
  const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const faults = [];
  const headings = [...document.querySelectorAll("h1")];
  if (headings.length !== 1) faults.push(`${headings.length} h1`);
  const levels = [...document.querySelectorAll("main :is(h1,h2,h3,h4)")].filter(seen).map((h) => Number(h.tagName[1]));
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) faults.push(`h${levels[i - 1]} then h${level}`); });
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!seen(field)) continue;
    const named = field.labels?.length || field.ariaLabel || field.getAttribute("aria-labelledby");
    if (!named) faults.push(`no label: ${field.outerHTML.slice(0, 120)}`);
  }
  for (const button of document.querySelectorAll("a[href], button, summary")) {
    if (!seen(button)) continue;
    const words = button.ariaLabel || button.textContent.trim() || button.querySelector("img[alt]:not([alt=''])");
    if (!words) faults.push(`no name: ${button.outerHTML.slice(0, 120)}`);
  }
  for (const picture of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${picture.src}`);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length) faults.push(`ids twice: ${[...new Set(twice)]}`);
  if (!document.documentElement.lang) faults.push("no language");
  return faults;
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Words of the page itself: what people and places are called stays as it is.
CHROME = """() => [...document.querySelectorAll(
  "nav, .topbar, h1, h2, h3, label, legend, button, th, dt, .button, .tabs, .chip, summary, caption, .empty-state, "
  + ".badge, .field__help, .timeline__what, .timeline__change, .notice__title, .stepper, .stepper *, option, time, "
  + ".tiles *, .menu__title, [aria-label], [placeholder], title")]
  .flatMap((e) => [[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(" "),
    e.getAttribute("aria-label") ?? "", e.getAttribute("placeholder") ?? ""])"""


def person(desk: Desk, role: str) -> User:
    return desk.world.admins[role] if role in desk.world.admins else desk.world.here.users[role]


def addresses(
    desk: Desk, paths: tuple[str, ...], *, is_busy: bool = False, state: str = "accepted"
) -> list[str]:
    here = desk.world.here
    incident = given_incident(here, state)
    if is_busy:
        given_busy_township(here)
    given_incident(here, "handled")
    given_incident(desk.world.neighbour)
    deliver_notices()
    names = {
        "id": incident.pk, "grid": here.grid.pk, "county": here.county.pk, "person": here.users["leader"].pk,
    }  # fmt: skip
    return [path.format(**names) for path in paths]


@pytest.mark.parametrize("role", list(PAGES))
def test_pages_are_well_made_at_every_width(desk: Desk, role: str) -> None:
    paths = addresses(desk, PAGES[role], state=STATES.get(role, "accepted"))
    page = desk.open_as(person(desk, role))
    problems: list[str] = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200:
            problems.append(f"{path}: {answer.status}")
            continue
        problems += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            if (wider := page.evaluate(WIDER)) > 0:
                problems.append(f"{path}: {wider} px too wide at {width}")
    assert problems == []


@pytest.mark.parametrize("role", ["township_desk", "grid_worker"])
def test_focus_can_be_seen_wherever_the_tab_key_leads(desk: Desk, role: str) -> None:
    (path,) = addresses(desk, ("/incidents/{id}/",))
    page = desk.open_as(person(desk, role))
    page.goto(path)
    for _step in range(12):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none',"
            " document.activeElement.outerHTML.slice(0, 100)]; }"
        )
        assert shown[0], f"no visible focus on {shown[1]}"


@pytest.mark.parametrize("role", list(PAGES))
def test_english_is_complete(desk: Desk, role: str) -> None:
    paths = addresses(desk, PAGES[role], state=STATES.get(role, "accepted"))
    page = desk.open_as(person(desk, role))
    switch_to_english(page)
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))
    data = own_words(desk)
    left: list[str] = []
    for path in paths:
        page.goto(path)
        for text in page.evaluate(CHROME):
            rest = text
            for word in data:
                rest = rest.replace(word, "")
            if re.search(r"[\u4e00-\u9fff]", rest):
                left.append(f"{path}: {text.strip()[:80]}")
    assert sorted(set(left)) == []


def switch_to_english(page: Page) -> None:
    page.locator(".topbar details:has(button[name=language]) > summary").click()
    with page.expect_navigation():
        page.locator(".topbar button[name=language][value=en]").click()


def own_words(desk: Desk) -> list[str]:
    """Names of people, places and matters (written in Chinese), and the language that is called by its own name."""
    from grids.models import Grid
    from pingan.org.models import Organ, Region

    names = {"简体中文", "江西省"}
    names |= set(User.objects.values_list("name", flat=True)) | set(
        Region.objects.values_list("name", flat=True)
    )
    names |= set(Matter.objects.values_list("title", flat=True))
    names |= set(Organ.objects.values_list("name", flat=True)) | set(
        Grid.objects.values_list("name", flat=True)
    )
    return sorted((name for name in names if name), key=len, reverse=True)


@pytest.mark.pictures
@pytest.mark.parametrize("role", list(SHOTS))
def test_pictures_of_the_main_pages(desk: Desk, role: str) -> None:
    paths = addresses(desk, SHOTS[role], is_busy=True, state=STATES.get(role, "accepted"))
    first = desk.open_as(person(desk, role))
    for size in ("phone", "desk"):
        page = desk.second_window(first, size=size)
        for template, path in zip(SHOTS[role], paths, strict=True):
            page.goto(path)
            name = re.sub(r"[^a-z]+", "-", template.replace("{id}", "detail").lower()).strip("-") or "home"
            width = SIZES[size]["width"]
            desk.shoot(page, f"{role}-{name}-{width}")
            if (role, template) in DARK:
                desk.shoot(page, f"{role}-{name}-{width}-dark", dark=True)
