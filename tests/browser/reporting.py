"""The form of a report on a phone, opened where the world of the tests is."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.people import Desk


def phone(desk: Desk, *, role: str = "grid_worker", **options: Any) -> Page:
    longitude, latitude = desk.world.here.point
    place = {"longitude": longitude, "latitude": latitude, "accuracy": 12}
    return desk.come_as(
        desk.world.here.users[role], size="phone", permissions=["geolocation"], geolocation=place, **options
    )


def opened_form(page: Page) -> None:
    page.goto("/report/")
    page.locator("html[data-ready]").wait_for()


def send_button(page: Page) -> Locator:
    return page.locator("#report .form__actions button").first
