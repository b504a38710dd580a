"""Headless Chromium against the real pages: who signs in does so through the sign-in page."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.people import Desk
from tests.browser.phones import Phone
from tests.browser.scene import name_everybody
from tests.factories.world import World, given_world

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "docs" / "screenshots"
HAS_FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def world(transactional_db: None) -> World:
    made = given_world()
    name_everybody(made)
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[HAS_FAILED] = True
    return report


@pytest.fixture
def desk(
    browser: Browser, live_server: LiveServer, world: World, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """Opens browsers for people and watches every page for faults, to the end of the test."""
    is_shooting = bool(request.config.getoption("--screenshots"))
    made = Desk(browser, live_server.url, world, SHOTS if is_shooting else None)
    yield made
    if request.node.stash.get(HAS_FAILED, False):
        made.keep_last_sight(ROOT / "var" / "browser-failures" / request.node.name.split("[")[0])
    made.close()


@pytest.fixture
def open_as(desk: Desk) -> Callable[..., Page]:
    return desk.open_as


@pytest.fixture
def fresh_phone(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    live_server: LiveServer,
    world: World,
    tmp_path: Path,
) -> Iterator[Phone]:
    made = Phone(browser_type, browser_type_launch_args, tmp_path / "phone", live_server.url)
    yield made
    made.context.close()


@pytest.fixture
def phone(fresh_phone: Phone, world: World) -> Phone:
    fresh_phone.sign_in(world.here.users["grid_worker"])
    return fresh_phone
