"""Two leaders press the same button at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pingan.common.errors import Conflict, IllegalAction
from pingan.documents.models import OfficialDocument
from pingan.office.services.brief_issuing import issue_brief
from tests.factories.briefs import given_brief
from tests.factories.world import World, given_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def test_issued_twice_at_once_it_leaves_the_house_once(world: World) -> None:
    brief = given_brief(world.here, "reviewed")
    leader = world.here.actor("leader")

    def issue_it(_turn: int) -> str:
        try:
            return issue_brief(actor=leader, pk=brief.pk).state
        except (Conflict, IllegalAction) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(issue_it, range(2)))
    assert said == ["Conflict", "issued"]
    assert OfficialDocument.objects.filter(kind="situation_brief").count() == 1
