"""A unit says that it handed a dispute over itself: a police station that the police did, a court that the court did."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from disputes.models import Dispute
from disputes.rules.intake import senders_of_unit
from pingan.org.models import Organ
from tests.api.conftest import Api
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def registered(world: World, unit: str, **values: Any) -> Any:
    handler = world.here.actor("unit_handler")
    Organ.objects.filter(pk=handler.organ_id).update(name=unit)
    sent = {
        "type": "NEIGHBOUR",
        "description": "两家因排水沟走向发生争执",
        "region": world.here.village.code,
        **values,
    }
    return Api(world.here.users["unit_handler"]).post("/disputes/", sent)


@pytest.mark.parametrize(
    ("unit", "source"),
    [("南康区公安局朱坊派出所", "police"), ("南康区人民法院唐江法庭", "court"), ("南康区信访局", "petition")],
)
def test_a_unit_hands_over_under_its_own_name(world: World, unit: str, source: str) -> None:
    for values in ({"source": source, "external_number": "2026-17"}, {"external_number": "2026-18"}):
        answer = registered(world, unit, **values)
        assert answer.status_code == 201, answer.content.decode()
        assert Dispute.objects.latest("pk").source == source, "stated, or taken where nothing is stated"
    refused = registered(world, unit, source="walk_in")
    assert refused.status_code == 422 and "source" in refused.json()["errors"]
    others = {"police", "court", "petition"} - {source}
    assert {registered(world, unit, source=other).status_code for other in others} == {422}


def test_its_page_offers_its_own_source_first(world: World) -> None:
    handler = world.here.actor("unit_handler")
    Organ.objects.filter(pk=handler.organ_id).update(name="南康区公安局朱坊派出所")
    page = world.here.client("unit_handler").get(reverse("disputes:dispute_new")).content.decode()
    options = page.partition('name="source"')[2].partition("</select>")[0]
    assert options.index("公安") < options.index("其他") and 'name="external_number"' in page


def test_a_unit_whose_name_says_nothing_may_be_any_sender() -> None:
    assert senders_of_unit("南康区城市管理局") == ("other_unit", "court", "police", "petition")
    assert senders_of_unit("赣州市公安局交警支队")[0] == "police"
