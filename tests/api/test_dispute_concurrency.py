"""Many at once on disputes, with real commits: one wins, a repeated request happens once."""

from __future__ import annotations

from collections import Counter

import pytest

from disputes.models import Dispute, DisputeParty
from pingan.matters.models import Matter, TimelineEntry
from tests.api.conftest import Api
from tests.api.test_concurrency import at_once
from tests.api.test_disputes import NEW
from tests.factories.disputes import given_registration
from tests.factories.world import World, given_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def test_of_20_accepts_one_succeeds_and_19_are_told_why(world: World) -> None:
    dispute = given_registration(world.here)
    desks = [Api(world.here.users[name]) for name in ("township_desk", "township_desk_b")]
    answers = at_once(20, lambda n: desks[n % 2].post(f"/disputes/{dispute.pk}/actions/accept/", {}))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    codes = Counter(answer.json()["code"] for answer in answers if answer.status_code == 409)
    assert set(codes) <= {"illegal_action", "busy"}
    assert TimelineEntry.objects.filter(matter_id=dispute.pk, action="accept").count() == 1
    assert Matter.objects.get(pk=dispute.pk).timeline_count == 2


def test_50_repeats_with_one_key_are_one_dispute(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    answers = at_once(50, lambda n: worker.post("/disputes/", NEW, Idempotency_Key="phone-1"), threads=20)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    replays = [answer for answer in answers if answer.headers.get("Idempotent-Replayed") == "true"]
    assert len(replays) == 49
    assert Dispute.objects.count() == Matter.objects.count() == TimelineEntry.objects.count() == 1
    assert DisputeParty.objects.count() == 2
