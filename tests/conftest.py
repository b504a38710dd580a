"""Fixtures for every test."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.factories.world import Place, World

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
NAMES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# Playwright's own loop runs in the test's thread; Django would take it for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A machine that is busy with other work makes examples slow, not wrong; what hangs meets the time limit of every test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_sessionstart() -> None:
    """Without the compiled catalogue every page would speak English and half of the tests would fail oddly."""
    if not CATALOGUE.is_file():
        raise pytest.UsageError(
            "The messages are not compiled: run script/messages.py compile, or script/test"
        )


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again costs minutes of a whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run of the browser tests write its pictures anew."""
    parser.addoption("--screenshots", action="store_true", help="Rewrite docs/screenshots (browser tests).")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only takes pictures, unless they are asked for, and refuse modules that cannot run by themselves."""
    no_world_around_what_commits(items)
    if config.getoption("--screenshots"):
        return
    pictures = [item for item in items if item.get_closest_marker("pictures")]
    if pictures:
        config.hook.pytest_deselected(items=pictures)
        items[:] = [item for item in items if item not in pictures]


def no_world_around_what_commits(items: list[pytest.Item]) -> None:
    """A module's world stands in a transaction until its last test: one that commits would find half of it."""
    kinds: dict[Path, set[str]] = {}
    for item in items:
        kinds.setdefault(item.path, set()).update(getattr(item, "fixturenames", ()))
    mixed = [path for path, names in kinds.items() if {"world_of_module", "transactional_db"} <= names]
    if mixed:
        raise pytest.UsageError(
            f"Tests that commit need a file without the module's world: {', '.join(map(str, mixed))}"
        )


def chromium() -> str | None:
    """$CHROMIUM, the machine's own, or the one that script/test fetched with npm."""
    fetched = ROOT / "var" / "chromium" / "start"
    candidates = [os.environ.get("CHROMIUM", ""), *NAMES, str(fetched)]
    return next((name for name in candidates if name and Path(name).is_file()), None)


@pytest.fixture(scope="session", autouse=True)
def _only_what_was_filled_is_emptied() -> None:
    from tests import emptying

    emptying.install()


@pytest.fixture(scope="session", autouse=True)
def _jobs_are_known() -> None:
    """Know every job as a worker does: which modules a run happens to import must not decide what the outbox can do."""
    from pingan.celery import app

    app.loader.import_default_modules()


@pytest.fixture(scope="module")
def world_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The small world, once per module: it stands in a transaction around each test's own.

    A test that commits needs one of its own: ``def world(transactional_db): return given_world()`` in its module.
    """
    from django.db import transaction

    from tests.factories.world import given_world

    with django_db_blocker.unblock(), transaction.atomic():
        yield given_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(world_of_module: World, db: None) -> World:
    """The small world; what a test changes on its objects stays its own."""
    return deepcopy(world_of_module)


@pytest.fixture
def here(world: World) -> Place:
    return world.here


@pytest.fixture
def neighbour(world: World) -> Place:
    return world.neighbour


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium()
    if path is None:
        sentence = "no Chromium: set CHROMIUM=/path/to/it, or let script/test fetch one"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", *quiet],
    }
