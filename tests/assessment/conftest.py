"""A county's past of which every number is known, made once for all tests of figures."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.common.figures import Period
from tests.assessment.given_past import Past, given_past
from tests.factories.world import World


@pytest.fixture(scope="module")
def past_of_module(world_of_module: World, django_db_blocker: Any) -> Past:
    """What happened in the small world; it goes with the world's transaction."""
    with django_db_blocker.unblock():
        return given_past(world_of_module)


@pytest.fixture
def past(past_of_module: Past, db: None) -> Past:
    return deepcopy(past_of_module)


@pytest.fixture
def period() -> Period:
    """From forty days ago to forty days ahead: terms fall due in days to come."""
    today = timezone.localdate()
    return Period(today - timedelta(days=40), today + timedelta(days=40))
