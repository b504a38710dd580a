"""The scene, built once per module and rolled back at its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.matrix.scene import Scene, given_scene


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    """Return the rows, people and truth. Requests run in savepoints, so no test sees another's changes."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield given_scene()
        transaction.set_rollback(True)
