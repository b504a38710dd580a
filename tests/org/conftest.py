"""People in two counties, and browsers in which they have signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from pingan.org.models import Region
from tests.factories.accounts import given_person, signed_in
from tests.factories.org import TwoCounties, given_two_counties

ClientFor = Callable[[str, Region], Client]


@pytest.fixture
def land(db: None) -> TwoCounties:
    return given_two_counties()


@pytest.fixture
def client_for() -> ClientFor:
    """Return a maker of browsers in which somebody with this role there has signed in."""
    return lambda role, region: signed_in(given_person(role, region))
