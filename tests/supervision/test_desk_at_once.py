"""Two at the same moment: a circular is issued once, a case proposed once."""

from __future__ import annotations

from collections import Counter

import pytest

from assessment.models import AccountabilityCase
from pingan.documents.models import OfficialDocument
from pingan.matters.models import TimelineEntry
from pingan.office.models import Circular
from tests.api.conftest import Api
from tests.api.test_concurrency import at_once
from tests.factories.hazards import given_hazard
from tests.factories.world import World, given_world
from tests.supervision.staged import overdue, second_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def test_approved_twice_at_once_it_is_issued_once(world: World) -> None:
    late = overdue(world.here)
    author = Api(world.here.users["body_office"])
    wording = {
        "subject": "部分事项督办情况",
        "text": "现予通报。",
        "left_out": "情况紧急",
        "matters": [late.pk],
        "recipients": [world.here.units["city_management"].pk],
    }
    address = f"/office/circulars/{author.post('/office/circulars/', wording).json()['id']}/"
    assert author.post(f"{address}submit/").status_code == 200
    approvers = [Api(world.here.users["leader"]), Api(second_in(world.here))]
    answers = at_once(6, lambda turn: approvers[turn % 2].post(f"{address}approve/"))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 5}
    assert Circular.objects.get().state == "issued"
    assert OfficialDocument.objects.filter(kind="circular").count() == 1
    assert TimelineEntry.objects.filter(action="circulate").count() == 1


def test_proposed_twice_at_once_it_is_one_candidate(world: World) -> None:
    hazard = given_hazard(world.here, "rectifying")
    office = [Api(world.here.users["body_office"]), Api(second_in(world.here))]
    given = {"circumstance": "58-3", "note": "未整改", "left_out": "隐患重大"}
    answers = at_once(4, lambda turn: office[turn % 2].post(f"/office/supervision/{hazard.pk}/case/", given))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 3}
    assert AccountabilityCase.objects.filter(source_id=hazard.pk).count() == 1
    assert TimelineEntry.objects.filter(matter_id=hazard.pk, action="propose_accountability").count() == 1
