"""The demo county, loaded once for all tests here and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from pingan.demo.loading import load_demo
from pingan.org.services import load_divisions
from pingan.registers.services.definitions import load_definitions
from tests.factories.world import load_reference


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Return how much was loaded; the year is short, the showcase is whole."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_divisions()
        load_reference()
        load_definitions()
        counts = load_demo(incidents=150, disputes=110)
        with connection.cursor() as cursor:  # what a commit would check
            cursor.execute("set constraints all immediate")
        yield counts
        transaction.set_rollback(True)
