"""Work orders of a hotline: an incident each, once under the partner's number, whatever is sent twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from grids.models import Incident
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.services.delivering import send_due
from pingan.matters.models import TimelineEntry
from tests.exchange.receiver import Receiver
from tests.factories.exchange import given_caller, given_entry, given_partner, given_subscription
from tests.factories.incidents import rewrite, step
from tests.factories.world import Place, World


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def order(place: Place, **values: Any) -> dict[str, Any]:
    return {
        "number": "JX12345-2026-000001",
        "category": "APPEAL.FACILITY.LAMP",
        "description": "村口路灯坏了，晚上看不见路",
        "region": place.village.code,
        "place_text": "村口小卖部旁",
        "reporter_name": "张建国",
        "reporter_phone": "13812345678",
        **values,
    }


def test_a_work_order_becomes_an_incident_of_the_desk_and_comes_back_by_its_number(here: Place) -> None:
    caller = given_caller(here, given_entry(here, direction="inbound", fields=[]))
    answer = caller.post("work-orders/", order(here))
    assert answer.status_code == 201
    incident = Incident.objects.select_related("matter").get()
    assert answer.json()["record"] == incident.matter.number
    assert (incident.source, incident.external_number) == ("hotline", "JX12345-2026-000001")
    assert (str(incident.reporter_name), str(incident.reporter_phone)) == ("张建国", "13812345678")
    entry = TimelineEntry.objects.get(matter=incident.pk)
    assert (entry.actor_user_id, entry.actor_label) == (None, "12345热线平台")
    assert here.client("township_desk").get(f"/incidents/{incident.pk}/").status_code == 200
    step(here, incident, "accept")
    looked_up = caller.get("work-orders/JX12345-2026-000001/").json()
    assert (looked_up["state"], looked_up["closed_at"]) == ("accepted", None)
    assert "张建国" not in str(looked_up)


def test_the_same_work_order_again_is_the_same_incident_and_another_one_is_refused(here: Place) -> None:
    caller = given_caller(here, given_entry(here, direction="inbound", fields=[]))
    first = caller.post("work-orders/", order(here))
    again = caller.post("work-orders/", order(here))
    assert (again.status_code, again.json()) == (200, first.json())
    assert again["Idempotent-Replayed"] == "true"
    other = caller.post("work-orders/", order(here, description="完全不同的事情"))
    assert other.status_code == 409
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "a b"}, "number"), ({"category": "NO.SUCH"}, "category"), ({"region": "36"}, "region"),
        ({"description": ""}, "description"), ({"longitude": 500}, "longitude"), ({"nobody_reads": 1}, "nobody_reads"),
        ({"reporter_phone": "not a phone"}, "reporter_phone"), ({"urgency": "soonish"}, "urgency"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_field(here: Place, values: dict[str, Any], field: str) -> None:
    caller = given_caller(here, given_entry(here, direction="inbound", fields=[]))
    answer = caller.post("work-orders/", order(here, **values))
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert not Incident.objects.exists()


def test_a_work_order_outside_the_entry_is_refused(here: Place, world: World) -> None:
    entry = given_entry(here, direction="inbound", fields=[])
    caller = given_caller(here, entry)
    assert caller.post("work-orders/", order(world.far)).status_code in {404, 422}
    CatalogueEntry.objects.filter(pk=entry.pk).update(class_codes=["PUBLIC_SECURITY"])
    assert "category" in caller.post("work-orders/", order(here)).json()["errors"]
    assert not Incident.objects.exists()
    reading = given_caller(here, given_entry(here, entry.partner, direction="read"))
    assert reading.post("work-orders/", order(here)).status_code == 403


def test_a_work_order_of_another_partner_or_a_restricted_one_is_not_found(here: Place) -> None:
    caller = given_caller(here, given_entry(here, direction="inbound", fields=[]))
    caller.post("work-orders/", order(here))
    foreign = given_caller(here, given_entry(here, given_partner(here, "另一热线"), direction="inbound"))
    assert foreign.get("work-orders/JX12345-2026-000001/").status_code == 404
    rewrite(Incident.objects.get().pk, is_restricted=True)
    assert caller.get("work-orders/JX12345-2026-000001/").status_code == 404


def test_the_state_goes_back_by_event_under_the_partners_number(here: Place, receiver: Receiver) -> None:
    partner = given_partner(here)
    subscription = given_subscription(here, receiver.url, given_entry(here, partner))
    given_caller(here, given_entry(here, partner, direction="inbound")).post("work-orders/", order(here))
    step(here, Incident.objects.get(), "accept")
    send_due(subscription.pk)
    told = [(one["partner_number"], one["sequence"], one["fields"]["state"]) for one in receiver.taken]
    assert told == [("JX12345-2026-000001", 1, "reported"), ("JX12345-2026-000001", 2, "accepted")]
