"""A piece of the province at scale, loaded once for all tests here and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from pingan.demo.mediation.province import load_committees
from pingan.demo.province import load_province
from pingan.demo.scale import seed_scale
from pingan.org.services import load_divisions
from tests.factories.world import load_reference

GRIDS, INCIDENTS, DISPUTES = 46, 300, 400


@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seed once; what a commit would check is checked."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_divisions()
        load_reference()
        load_province(grids=GRIDS, seed=3)
        seed_scale(number=INCIDENTS, seed=3, processes=1)
        load_committees(seed=3)
        seed_scale(kind="disputes", number=DISPUTES, seed=3, processes=1)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        yield
        transaction.set_rollback(True)
