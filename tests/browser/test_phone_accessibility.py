"""Every page of the phone's two roles under axe: light, dark and in large type."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.people import Desk, deliver_notices
from tests.browser.scene import given_busy_township
from tests.factories.incidents import given_incident
from tests.factories.patrols import given_plan
from tests.factories.registers import given_definition, given_round

#: Beside the menu: where its pages lead.
FURTHER = (
    "/report/", "/report/emergency/", "/incidents/{id}/", "/me/", "/inbox/", "/outbox/", "/my/", "/my/area/",
    "/map/", "/ledger/", "/patrols/start/", "/patrols/walks/", "/patrols/plans/{plan}/", "/patrols/plans/{plan}/walk/",
    "/registers/quick/household_visits/",
)  # fmt: skip
#: Grids on the map, their files and their borders: at a desk, and as they look at a phone.
GROUND = (
    "/map/", "/grids/import/", "/grids/workers/import/", "/grids/check/", "/grids/operations/",
    "/grids/{grid}/", "/grids/{grid}/border/", "/grids/{grid}/history/", "/grids/{grid}/split/", "/grids/{grid}/merge/",
    "/patrols/", "/patrols/plans/", "/patrols/plans/new/", "/ledger/months/",
)  # fmt: skip
LOOKS = {"light": {}, "dark": {"pingan_theme": "dark"}, "large": {"pingan_type": "large"}}


def menu_of(page: Page) -> list[str]:
    """Every address of the menu."""
    page.goto("/")
    found: list[str] = page.locator("nav a[href^='/']").evaluate_all(
        "all => all.map((e) => e.getAttribute('href'))"
    )
    return list(dict.fromkeys(found))


def found_on(page: Page, paths: list[str], look: str) -> list[str]:
    problems: list[str] = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None and answer.ok, (path, answer and answer.status)
        page.locator("html[data-ready]").wait_for()
        problems += [f"{path} ({look}): {one}" for one in violations(page)]
    return problems


@pytest.mark.parametrize(("role", "looks"), [("grid_worker", LOOKS), ("community_staff", {"light": {}})])
def test_axe_finds_nothing_on_any_page_of_a_phone(
    desk: Desk, role: str, looks: dict[str, dict[str, str]]
) -> None:
    here = desk.world.here
    incident = given_incident(here, "handled")
    given_busy_township(here)
    plan = given_plan(here)
    given_round(here.actor("township_desk"), here.township, given_definition("household_visits"), due_on=None)
    deliver_notices()
    page = desk.come_as(here.users[role], size="phone", bypass_csp=True)
    ids = {"id": incident.pk, "plan": plan.pk}
    paths = list(dict.fromkeys([*menu_of(page), *(path.format(**ids) for path in FURTHER)]))
    problems: list[str] = []
    for name, cookies in looks.items():
        page.context.add_cookies(
            [{"name": key, "value": value, "url": desk.url} for key, value in cookies.items()]
        )
        problems += found_on(page, paths, name)
        for key in cookies:
            page.context.clear_cookies(name=key)
    assert problems == [], "\n".join(problems)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_axe_finds_nothing_where_grids_are_drawn_imported_and_planned(desk: Desk, size: str) -> None:
    here = desk.world.here
    given_busy_township(here)
    given_plan(here)
    page = desk.come_as(here.users["body_office"], size=size, bypass_csp=True)
    problems = found_on(page, [path.format(grid=here.grid.pk) for path in GROUND], size)
    assert problems == [], "\n".join(problems)


def test_axe_would_find_a_field_without_a_name(desk: Desk) -> None:
    page = desk.come_as(desk.world.here.users["grid_worker"], size="phone", bypass_csp=True)
    page.goto("/report/")
    page.locator("html[data-ready]").wait_for()
    page.evaluate("document.querySelector('label[for=id_place_text]').remove()")
    assert any(one.startswith("label") for one in violations(page))
