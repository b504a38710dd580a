"""The terms of disputes as the product ships them, and the calendar, once per module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from grids.services.catalogue import load_terms
from pingan.calendars.services.loading import load_holidays

TABLES = Path(__file__).resolve().parents[2] / "disputes" / "reference"


@pytest.fixture(scope="module")
def _terms_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_holidays()
        load_terms(TABLES)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def terms(_terms_of_module: None, db: None) -> None:
    """The rulebook holds what ships for disputes; the calendar knows 2024-2026."""
