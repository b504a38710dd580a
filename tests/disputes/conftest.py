"""The small world for tests of disputes."""

from __future__ import annotations

import pytest

from tests.factories.world import Place, World, given_world


@pytest.fixture
def world(db: None) -> World:
    return given_world()


@pytest.fixture
def here(world: World) -> Place:
    return world.here


@pytest.fixture
def neighbour(world: World) -> Place:
    return world.neighbour


@pytest.fixture
def without_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the printing, where a test walks many steps and is not about papers."""
    from disputes.machine import papers

    monkeypatch.setattr(papers, "add", lambda *who, **values: None)
