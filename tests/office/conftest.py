"""The small world, once per module: it stands in a transaction around each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.factories.world import World, given_world


@pytest.fixture(scope="module")
def _world_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield given_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(_world_of_module: World, db: None) -> World:
    return _world_of_module
