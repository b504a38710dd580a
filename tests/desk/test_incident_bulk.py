"""Several incidents at once: the number is confirmed, each row is answered, nothing happens twice."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from grids.models import Incident
from pingan.matters.models import Matter, TimelineEntry
from pingan.web import pages_bulk
from tests.factories.incidents import act, given_incident, given_report
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def confirmed(client: Client, action: str, **values: object) -> list[str]:
    """Ask for an action and return the rows that the confirmation means."""
    page = client.post("/incidents/bulk/", {"action": action, **values})
    assert page.status_code == 200, page.content.decode()[:400]
    return re.findall(r'name="row" value="([\d:]+)"', page.content.decode())


def states(*incidents: Incident) -> list[str]:
    """Return the present states."""
    return [Matter.objects.get(pk=incident.pk).state for incident in incidents]


def test_each_selected_row_is_accepted_or_says_why_not(world: World) -> None:
    here = world.here
    first, second, third = (given_report(here) for _ in range(3))
    foreign = given_report(world.neighbour)
    desk = here.client("township_desk")
    rows = confirmed(desk, "accept", selected=[first.pk, second.pk, third.pk, foreign.pk, "x"])
    assert len(rows) == 3  # what lies outside is not even counted
    act(here, second, "accept", "township_desk_b")
    page = desk.post("/incidents/bulk/run/", {"action": "accept", "row": rows, "note": ""}).content.decode()
    assert states(first, second, third) == ["accepted"] * 3
    assert page.count("badge--green") == 2 and page.count("badge--yellow") == 1
    assert TimelineEntry.objects.filter(action="accept").count() == 3


def test_everything_that_the_filter_finds_is_meant(world: World) -> None:
    here = world.here
    urgent = [given_report(here, urgency="urgent") for _ in range(2)]
    normal = given_report(here)
    desk = here.client("township_desk")
    rows = confirmed(desk, "accept", everything="1", selected=[normal.pk], query="tab=accept&urgency=urgent")
    assert {int(row.partition(":")[0]) for row in rows} == {one.pk for one in urgent}


def test_a_repeat_with_the_same_key_gives_the_same_answer(world: World) -> None:
    incident = given_report(world.here)
    desk = world.here.client("township_desk")
    sent = {
        "action": "accept",
        "row": confirmed(desk, "accept", selected=[incident.pk]),
        "idempotency_key": "b1",
    }
    first, again = (desk.post("/incidents/bulk/run/", sent).content.decode() for _ in range(2))
    assert first.count("badge--green") == again.count("badge--green") == 1
    without_key = desk.post("/incidents/bulk/run/", {**sent, "idempotency_key": ""}).content.decode()
    assert without_key.count("badge--yellow") == 1
    assert TimelineEntry.objects.filter(action="accept").count() == 1


def test_dispatch_follows_the_rules_and_leaves_alone_what_no_rule_covers(world: World) -> None:
    here = world.here
    ruled, unruled = given_incident(here, "accepted"), given_incident(here, "accepted")
    unit = here.units["city_management"]
    Incident.objects.filter(pk=ruled.pk).update(
        route={"organ": unit.pk, "organ_name": unit.name, "reason": []}
    )
    Incident.objects.filter(pk=unruled.pk).update(route={})
    desk = here.client("township_desk")
    rows = confirmed(desk, "dispatch", selected=[ruled.pk, unruled.pk])
    desk.post("/incidents/bulk/run/", {"action": "dispatch", "row": rows, "note": "按职责办理"})
    assert states(ruled, unruled) == ["dispatched", "accepted"]
    assert Matter.objects.get(pk=ruled.pk).organ_id == unit.pk


def test_verify_close_and_remind_go_through_the_same_gate(world: World) -> None:
    here = world.here
    handled, answered, late = (
        given_incident(here, "handled"),
        given_incident(here, "answered"),
        given_incident(here, "signed"),
    )
    desk = here.client("township_desk")
    for action, incident, values in (
        ("verify", handled, {"solved": "yes", "note": "逐件回访"}),
        ("close", answered, {"note": ""}),
        ("remind", late, {"note": "请抓紧办理"}),
    ):
        rows = confirmed(desk, action, selected=[incident.pk])
        desk.post("/incidents/bulk/run/", {"action": action, "row": rows, **values})
    assert states(handled, answered, late) == ["verified", "closed", "signed"]
    assert TimelineEntry.objects.filter(matter_id=late.pk, action="remind").count() == 1
    missing = desk.post(
        "/incidents/bulk/run/", {"action": "remind", "row": [f"{late.pk}:99"]}
    ).content.decode()
    assert "badge--yellow" in missing  # no reason given: said at the row, nothing done


def test_more_than_five_hundred_are_refused_before_anything_happens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_bulk, "MOST", 1)
    for _ in range(2):
        given_report(world.here)
    page = world.here.client("township_desk").post(
        "/incidents/bulk/", {"action": "accept", "everything": "1", "query": "tab=accept"}
    )
    assert page.status_code == 422 and 'name="row"' not in page.content.decode()


def test_other_roles_and_other_actions_are_refused(world: World) -> None:
    incident = given_incident(world.here, "dispatched")
    sent = {"action": "accept", "row": [f"{incident.pk}:1"], "selected": [incident.pk]}
    for role in ("unit_handler", "leader", "grid_worker", "body_office"):
        client = world.here.client(role)
        assert client.post("/incidents/bulk/", sent).status_code == 403
        assert client.post("/incidents/bulk/run/", sent).status_code == 403
    desk = world.here.client("township_desk")
    for action in ("reject", "reveal", "supervise", ""):
        assert desk.post("/incidents/bulk/run/", {**sent, "action": action}).status_code == 403
