"""A matter given to a unit whose own system is connected: told, acknowledged, handled there, and visible to the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from grids.models import Incident, IncidentTask
from pingan.common.errors import Invalid
from pingan.exchange.models import CatalogueEntry, Delivery, Event, HandOver, Partner
from pingan.exchange.services.delivering import send_due
from pingan.exchange.services.entries import EntryInput, draft_entry
from pingan.exchange.services.hand_overs import watch_hand_overs
from pingan.matters.models import Matter, TimelineEntry
from tests.exchange.receiver import Receiver
from tests.factories.exchange import (
    Caller,
    given_caller,
    given_entry,
    given_partner,
    given_subscription,
    notices,
)
from tests.factories.incidents import act, given_incident, given_report, rewrite
from tests.factories.world import Place, World


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def given_system(
    place: Place, url: str = "https://127.0.0.1/events", unit: str = "city_management"
) -> CatalogueEntry:
    """Return the entry under which a unit's own system is told."""
    partner = given_partner(place, "城管案件系统")
    Partner.objects.filter(pk=partner.pk).update(organ=place.units[unit])
    partner.refresh_from_db()
    entry = given_entry(place, partner, resource="hand_overs")
    given_subscription(place, url, entry)
    return entry


def given_handed_over(place: Place, entry: CatalogueEntry) -> tuple[Incident, HandOver, Caller]:
    """Return an incident dispatched to the unit, its hand-over, and the unit's system."""
    incident = given_incident(place, "dispatched")
    return incident, HandOver.objects.get(entry=entry, matter=incident.pk), given_caller(place, entry)


def told(caller: Caller, row: HandOver, **values: Any) -> Any:
    return caller.post(f"hand-overs/{row.public_id}/status/", values)


def book(incident: Incident) -> list[str]:
    return list(
        TimelineEntry.objects.filter(matter=incident.pk).order_by("seq").values_list("action", flat=True)
    )


def state_of(incident: Incident) -> str:
    return Matter.objects.get(pk=incident.pk).state


def test_a_dispatch_to_such_a_unit_is_told_to_its_system(here: Place, receiver: Receiver) -> None:
    entry = given_system(here, receiver.url)
    subscription = entry.subscriptions.get()
    given_report(here)  # lies with nobody: not its business
    incident, row, _caller = given_handed_over(here, entry)
    assert Event.objects.count() == 1
    assert send_due(subscription.pk) == 1
    (one,) = receiver.taken
    assert (one["type"], one["record"]) == ("hand_over.given", incident.matter.number)
    assert one["hand_over"]["id"] == str(row.public_id)
    assert (one["hand_over"]["status"], one["hand_over"]["part"]) == ("given", "lead")
    assert one["hand_over"]["acknowledge_by"] is not None
    assert set(one["fields"]) == {"title", "category", "state", "opened_at"}
    assert one["fields"]["state"] == "dispatched"
    row.refresh_from_db()
    assert row.delivered_at is not None
    assert book(incident)[-1] == "hand_over_delivered"
    Delivery.objects.update(state="waiting", due_at=timezone.now())  # its answer was lost
    assert send_due(subscription.pk) == 1
    assert book(incident).count("hand_over_delivered") == 1


def test_the_term_to_acknowledge_is_told_from_the_first_second_and_in_utc(
    here: Place, receiver: Receiver
) -> None:
    entry = given_system(here, receiver.url)
    _incident, row, caller = given_handed_over(here, entry)
    assert row.acknowledge_by is None, "nobody was told yet"
    before = caller.get("hand-overs/").json()["results"][0]["acknowledge_by"]
    assert before is not None and before.endswith("+00:00")
    send_due(entry.subscriptions.get().pk)
    assert receiver.taken[0]["hand_over"]["acknowledge_by"] == before
    assert caller.get(f"hand-overs/{row.public_id}/").json()["acknowledge_by"] == before


def test_dispatches_to_others_and_what_the_entry_does_not_reach_are_told_nobody(
    here: Place, world: World
) -> None:
    entry = given_system(here, unit="housing")
    given_incident(here, "dispatched")
    assert not HandOver.objects.exists()
    restricted = given_incident(here, "accepted")
    rewrite(restricted.pk, is_restricted=True)
    Partner.objects.filter(pk=entry.partner_id).update(organ=here.units["city_management"])
    for values in (
        {"state": "revoked"},
        {"class_codes": ["PUBLIC_SECURITY"]},
        {"area": world.far.county.prefix},
    ):
        before = {name: getattr(entry, name) for name in values}
        CatalogueEntry.objects.filter(pk=entry.pk).update(**values)
        given_incident(here, "dispatched")
        CatalogueEntry.objects.filter(pk=entry.pk).update(**before)
    assert not HandOver.objects.exists()
    assert not Event.objects.exists()


def test_the_system_acknowledges_and_the_desk_sees_it(here: Place) -> None:
    entry = given_system(here)
    incident, row, caller = given_handed_over(here, entry)
    answer = caller.post(f"hand-overs/{row.public_id}/acknowledge/", {"number": "CG-1"})
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["number"]) == ("acknowledged", "CG-1")
    again = caller.post(f"hand-overs/{row.public_id}/acknowledge/", {"number": "CG-1"})
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert again.json() == answer.json()
    assert caller.post(f"hand-overs/{row.public_id}/acknowledge/", {"number": "CG-2"}).status_code == 409
    entries = TimelineEntry.objects.filter(matter=incident.pk, action="hand_over_acknowledged")
    assert [one.actor_label for one in entries] == ["城管案件系统"]
    page = here.client("township_desk").get(f"/incidents/{incident.pk}/").content.decode()
    assert "CG-1" in page and "城管案件系统" in page and "hand_over_acknowledged" not in page


def test_handling_and_result_are_the_units_own_actions(here: Place) -> None:
    entry = given_system(here)
    incident, row, caller = given_handed_over(here, entry)
    first = told(caller, row, status="in_handling")
    assert (first.status_code, first.json()["status"]) == (200, "in_handling")
    assert told(caller, row, status="in_handling")["Idempotent-Replayed"] == "true"
    assert state_of(incident) == "signed"
    assert "result" in told(caller, row, status="done").json()["errors"]
    done = told(caller, row, status="done", result="已更换灯具")
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert told(caller, row, status="done", result="已更换灯具")["Idempotent-Replayed"] == "true"
    assert told(caller, row, status="done", result="别的结果").status_code == 409
    assert told(caller, row, status="in_handling").status_code == 409
    assert state_of(incident) == "handled"
    task = IncidentTask.objects.get(pk=row.task_id)
    assert (task.state, task.result, task.signed_by_id, task.done_by_id) == ("done", "已更换灯具", None, None)
    assert book(incident)[-3:] == ["hand_over_acknowledged", "sign", "handle"]
    labels = TimelineEntry.objects.filter(matter=incident.pk, action__in=["sign", "handle"])
    assert set(labels.values_list("actor_label", flat=True)) == {"城管案件系统"}


def test_a_result_alone_acknowledges_and_signs_as_well(here: Place) -> None:
    """The messages before it were lost."""
    incident, row, caller = given_handed_over(here, given_system(here))
    assert told(caller, row, status="done", result="已更换灯具").status_code == 200
    assert book(incident)[-3:] == ["hand_over_acknowledged", "sign", "handle"]
    late = caller.post(f"hand-overs/{row.public_id}/acknowledge/", {"number": "CG-1"})
    assert (late.status_code, late.json()["number"]) == (200, "CG-1")


def test_what_was_found_not_solved_can_be_reported_again(here: Place, receiver: Receiver) -> None:
    entry = given_system(here, receiver.url)
    incident, row, caller = given_handed_over(here, entry)
    told(caller, row, status="done", result="已更换灯具")
    act(here, incident, "verify", "township_desk", solved="no", note="还是不亮")
    send_due(entry.subscriptions.get().pk)
    assert receiver.taken[-1]["hand_over"]["status"] == "in_handling"
    assert receiver.taken[-1]["type"] == "incident.verify"
    assert "Idempotent-Replayed" not in told(caller, row, status="done", result="已更换灯具")
    assert state_of(incident) == "handled"


def test_a_refusal_returns_it_with_its_reason(here: Place, receiver: Receiver) -> None:
    entry = given_system(here, receiver.url)
    incident, row, caller = given_handed_over(here, entry)
    assert "reason" in told(caller, row, status="refused").json()["errors"]
    assert state_of(incident) == "dispatched"
    answer = told(caller, row, status="refused", reason="不属于本单位职责")
    assert (answer.status_code, answer.json()["status"], answer.json()["fields"]) == (200, "refused", {})
    assert told(caller, row, status="refused", reason="不属于本单位职责")["Idempotent-Replayed"] == "true"
    assert told(caller, row, status="done", result="x").status_code == 409
    assert state_of(incident) == "returned"
    assert IncidentTask.objects.get(pk=row.task_id).ended_reason == "不属于本单位职责"
    act(here, incident, "dispatch", "township_desk", organ=here.units["housing"].pk)
    send_due(entry.subscriptions.get().pk)
    last = receiver.taken[-1]
    assert (last["type"], last["hand_over"]["status"], last["fields"]) == ("hand_over.ended", "refused", {})


def test_what_the_county_determined_cannot_be_refused(here: Place) -> None:
    incident, row, caller = given_handed_over(here, given_system(here))
    IncidentTask.objects.filter(pk=row.task_id).update(is_determined=True)
    answer = told(caller, row, status="refused", reason="不属于本单位职责")
    assert answer.status_code == 409
    assert book(incident)[-1] == "dispatch"  # and its receipt was not written either


def test_a_matter_that_was_taken_back_is_over_for_the_system(here: Place, receiver: Receiver) -> None:
    entry = given_system(here, receiver.url)
    incident, row, caller = given_handed_over(here, entry)
    act(here, incident, "suspend", "township_desk", note="等材料")
    assert told(caller, row, status="in_handling").status_code == 409
    act(here, incident, "resume", "township_desk")
    act(here, incident, "merge", "township_desk", target=given_report(here).matter.number)
    assert caller.post(f"hand-overs/{row.public_id}/acknowledge/", {}).status_code == 409
    assert told(caller, row, status="done", result="x").status_code == 409
    assert caller.get("hand-overs/").json()["results"] == []
    assert caller.get(f"hand-overs/{row.public_id}/").json()["fields"] == {}
    send_due(entry.subscriptions.get().pk)
    assert receiver.taken[-1]["type"] == "hand_over.ended"


def test_a_system_that_missed_its_events_asks_what_lies_with_it(here: Place) -> None:
    entry = given_system(here)
    rows = [given_incident(here, "dispatched") for _ in range(3)]
    caller = given_caller(here, entry)
    first = caller.get("hand-overs/", {"limit": 2}).json()
    rest = caller.get("hand-overs/", {"limit": 2, "cursor": first["next_cursor"]}).json()
    found = [one["record"] for one in (*first["results"], *rest["results"])]
    assert found == [row.matter.number for row in rows]
    assert rest["next_cursor"] is None
    assert caller.get("hand-overs/", {"cursor": "x"}).status_code == 400


def test_nobody_else_reaches_it_and_a_restricted_one_is_reached_by_nobody(here: Place) -> None:
    entry = given_system(here)
    incident, row, caller = given_handed_over(here, entry)
    foreign = given_partner(here, "另一系统")
    stranger = given_entry(here, foreign, resource="hand_overs", code="hand_overs-other")
    other = given_caller(here, stranger)
    assert other.get(f"hand-overs/{row.public_id}/").status_code == 404
    assert told(other, row, status="in_handling").status_code == 404
    reading = given_caller(here, given_entry(here, foreign, direction="read", code="reads"))
    assert reading.get("hand-overs/").status_code == 403
    rewrite(incident.pk, is_restricted=True)
    assert caller.get(f"hand-overs/{row.public_id}/").status_code == 404
    assert told(caller, row, status="in_handling").status_code == 404
    assert caller.get("hand-overs/").json()["results"] == []
    assert state_of(incident) == "dispatched"


def test_what_no_system_acknowledges_in_time_shows_up_once(here: Place) -> None:
    entry = given_system(here)
    incident, row, caller = given_handed_over(here, entry)
    now = timezone.now()
    assert watch_hand_overs(now) == 0
    row.refresh_from_db()
    assert row.acknowledge_by is not None
    after = row.acknowledge_by + timedelta(minutes=1)
    assert (watch_hand_overs(after), watch_hand_overs(after)) == (1, 0)
    assert book(incident).count("hand_over_overdue") == 1
    (people,) = notices("exchange.unacknowledged")
    assert {here.users[role].pk for role in ("township_desk", "unit_handler", "body_office")} <= people
    page = here.client("body_office").get("/exchange/hand-overs/").content.decode()
    assert incident.matter.number in page
    assert "/exchange/hand-overs/" in here.client("body_office").get("/exchange/").content.decode()
    late = caller.post(f"hand-overs/{row.public_id}/acknowledge/", {"number": "CG-1"})
    assert late.status_code == 200
    assert watch_hand_overs(after + timedelta(days=1)) == 0


def test_such_a_permission_is_told_by_us_and_nothing_else(here: Place) -> None:
    partner = given_partner(here)
    today = timezone.localdate()
    for direction in ("read", "inbound"):
        data = EntryInput("hand_overs", direction, ("title",), here.county.code, "x", "x", today, today)
        with pytest.raises(Invalid) as refused:
            draft_entry(actor=here.actor("body_office"), partner_id=partner.pk, data=data)
        assert "direction" in refused.value.fields
