"""Every page of the phone's two roles under axe: light, dark and in large type."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.people import Desk, deliver_notices
from tests.browser.scene import given_busy_township
from tests.factories.incidents import given_incident

#: Beside the menu: where its pages lead.
FURTHER = ("/report/", "/report/emergency/", "/incidents/{id}/", "/me/", "/inbox/")
LOOKS = {"light": {}, "dark": {"pingan_theme": "dark"}, "large": {"pingan_type": "large"}}


def menu_of(page: Page) -> list[str]:
    """Every address of the menu."""
    page.goto("/")
    found: list[str] = page.locator("nav a[href^='/']").evaluate_all(
        "all => all.map((e) => e.getAttribute('href'))"
    )
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("role", ["grid_worker", "community_staff"])
def test_axe_finds_nothing_on_any_page_of_a_phone(desk: Desk, role: str) -> None:
    here = desk.world.here
    incident = given_incident(here, "handled")
    given_busy_township(here)
    deliver_notices()
    page = desk.come_as(here.users[role], size="phone", bypass_csp=True)
    paths = list(dict.fromkeys([*menu_of(page), *(path.format(id=incident.pk) for path in FURTHER)]))
    assert len(paths) > 6
    problems: list[str] = []
    for name, cookies in LOOKS.items():
        page.context.add_cookies(
            [{"name": key, "value": value, "url": desk.url} for key, value in cookies.items()]
        )
        for path in paths:
            page.goto(path)
            page.locator("html[data-ready]").wait_for()
            problems += [f"{path} ({name}): {one}" for one in violations(page)]
        for key in cookies:
            page.context.clear_cookies(name=key)
    assert problems == [], "\n".join(problems)


def test_axe_would_find_a_field_without_a_name(desk: Desk) -> None:
    page = desk.come_as(desk.world.here.users["grid_worker"], size="phone", bypass_csp=True)
    page.goto("/report/")
    page.locator("html[data-ready]").wait_for()
    page.evaluate("document.querySelector('label[for=id_place_text]').remove()")
    assert any(one.startswith("label") for one in violations(page))
