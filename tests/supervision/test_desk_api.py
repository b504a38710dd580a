"""Programs do at the desk what people do, by the same queries and services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from assessment.models import AccountabilityCase
from pingan.matters.models import TimelineEntry
from pingan.office.models import Circular
from tests.api.conftest import Api
from tests.factories.world import World
from tests.supervision.staged import desk_with_unit, overdue, reminded

pytestmark = pytest.mark.django_db
DESK = "/office/supervision/"
#: Who asks, the list, its six signs, the ladder, the restricted numbers; on a page also its menu and filters.
MOST_QUERIES = 26


def office(world: World, role: str = "body_office") -> Api:
    return Api(world.here.users[role])


def letter() -> dict[str, Any]:
    due = timezone.now() + timedelta(days=5)
    return {"demand": "三日内办结", "due_at": due.isoformat()}


def test_list_and_page_show_the_same(world: World) -> None:
    late, near = reminded(world.here), overdue(world.neighbour)
    overdue(world.far)
    body = office(world).get(DESK).json()
    by_number = {row["number"]: row for row in body["results"]}
    assert set(by_number) == {late.matter.number, near.matter.number}
    assert by_number[late.matter.number]["rung"] == "remind"
    assert by_number[near.matter.number]["signs"] == ["overdue"]
    page = world.here.client("body_office").get("/office/supervision/")
    assert [line["matter"].pk for line in page.context["lines"]] == [row["id"] for row in body["results"]]
    first = office(world).get(DESK, page_size=1).json()
    rest = office(world).get(DESK, page_size=1, cursor=first["next"]).json()
    assert [row["id"] for row in (*first["results"], *rest["results"])] == [
        row["id"] for row in body["results"]
    ]
    assert office(world).get(DESK, region=world.far.township.code).status_code == 404
    assert office(world).get(DESK, tab="x").status_code == 400
    assert office(world, "unit_handler").get(DESK).status_code == 403


def test_urging_many(world: World) -> None:
    late, foreign = overdue(world.here), overdue(world.far)
    rows = [{"id": one.pk, "version": one.matter.version} for one in (late, foreign)]
    answer = office(world).post(f"{DESK}remind/", {"rows": rows, "note": "请办结"})
    results = {row["id"]: row["refusal"] for row in answer.json()["results"]}
    assert results[late.pk] == "" and results[foreign.pk] != ""
    assert office(world, "leader").post(f"{DESK}remind/", {"rows": rows, "note": "请"}).status_code == 403
    assert office(world).post(f"{DESK}remind/", {"rows": [], "note": "请"}).status_code == 422


def test_the_whole_ladder(world: World) -> None:
    late = reminded(world.here)
    organ = desk_with_unit(world)
    program, leader = office(world), office(world, "leader")
    stale = program.post(f"{DESK}{late.pk}/letter/", letter(), If_Match='"1"')
    assert stale.status_code == 412
    assert program.post(f"{DESK}{late.pk}/letter/", letter()).status_code == 200
    wording = {
        "subject": "部分事项督办情况",
        "text": "现予通报。",
        "matters": [late.pk],
        "recipients": [organ.pk],
    }
    made = program.post("/office/circulars/", wording)
    assert made.status_code == 201, made.content
    address = f"/office/circulars/{made.json()['id']}/"
    changed = program.browser.put(
        f"/api/v1{address}",
        {**wording, "text": "另拟通报。"},
        content_type="application/json",
        headers={"If-Match": made["ETag"]},
    )
    assert changed.status_code == 200 and changed.json()["text"] == "另拟通报。"
    assert program.post(f"{address}submit/").status_code == 200
    assert program.post(f"{address}approve/").status_code == 403
    assert leader.post(f"{address}approve/").json()["state"] == "issued"
    assert leader.post(f"{address}approve/").status_code == 409
    township = office(world, "township_desk")
    [served] = township.get("/office/received/").json()["results"]
    assert township.post(f"/office/received/{served['id']}/acknowledge/").json()["acknowledged_at"]
    assert (
        office(world, "unit_handler").post(f"/office/received/{served['id']}/acknowledge/").status_code == 404
    )
    [receipt] = leader.get(address).json()["receipts"]
    assert receipt["acknowledged_at"]
    proposed = program.post(f"{DESK}{late.pk}/case/", {"circumstance": "58-6", "note": "久拖不决"})
    assert [one["rung"] for one in proposed.json()["steps"]] == ["remind", "letter", "circular", "case"]
    assert AccountabilityCase.objects.filter(source_id=late.pk).count() == 1
    again = program.post(f"{DESK}{late.pk}/case/", {"circumstance": "58-6", "note": "再次提出"})
    assert again.status_code == 409, again.content
    first = TimelineEntry.objects.get(matter_id=late.pk, action="propose_accountability")
    assert first.actor_label in again.json()["title"] and first.actor_label
    assert date_format(timezone.localtime(first.at), "DATETIME_FORMAT") in again.json()["title"]
    assert AccountabilityCase.objects.filter(source_id=late.pk).count() == 1
    listed = program.get("/office/circulars/", part="issued").json()["results"]
    assert [(row["served"], row["confirmed"]) for row in listed] == [(1, 1)]


def test_refusals_change_nothing(world: World) -> None:
    late = overdue(world.here)
    program = office(world)
    assert program.post(f"{DESK}{late.pk}/letter/", letter()).status_code == 422
    assert program.post(f"{DESK}{late.pk}/letter/", {**letter(), "x": 1}).status_code == 422
    assert office(world, "township_desk").post(f"{DESK}{late.pk}/letter/", letter()).status_code == 403
    assert Api(world.far.users["body_office"]).get(f"{DESK}{late.pk}/").status_code == 404
    assert program.post("/office/circulars/9223372036854775808/approve/").status_code == 404
    assert program.get("/office/supervision/9223372036854775808/").status_code == 404
    assert not TimelineEntry.objects.filter(action="supervise").exists() and not Circular.objects.exists()


@pytest.mark.parametrize("address", ["/office/supervision/", "/api/v1/office/supervision/"])
def test_the_list_costs_as_much_for_six_rows_as_for_two(world: World, address: str) -> None:
    client = world.here.client("body_office")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    for _turn in range(2):
        reminded(world.here)
    cost()
    few = cost()
    for _turn in range(4):
        reminded(world.neighbour)
    assert (few, cost()) == (few, few) and few <= MOST_QUERIES


@pytest.mark.parametrize(
    "address", [DESK, "/office/circulars/", "/office/received/", "/office/records/?figure=incident.reported"]
)
def test_a_cursor_belongs_to_its_list(world: World, address: str) -> None:
    reminded(world.here)
    overdue(world.here)
    program = office(world)
    asked = address.partition("figure=")[2]
    more = {"figure": asked} if asked else {}
    path = address.partition("?")[0]
    foreign = program.get(DESK, page_size=1).json()["next"]
    records = program.get("/office/records/", figure="incident.reported", page_size=1).json()["next"]
    assert foreign and records
    broken = ["zzz", "x" * 5000, f"{foreign}x", records if path == DESK else foreign]
    for cursor in broken:
        assert program.get(path, cursor=cursor, **more).status_code == 404, cursor
    assert program.get(path, **more).status_code == 200
    own = foreign if path == DESK else records if more else ""
    following = program.get(path, cursor=own, **more)
    assert following.status_code == 200 and (not own or len(following.json()["results"]) == 1)


def test_a_kind_that_is_none_is_refused_and_an_unknown_matter_has_no_number(world: World) -> None:
    late, foreign = overdue(world.here), overdue(world.far)
    assert "kind" in office(world).get(DESK, kind="nope").json()["errors"]
    assert office(world).get(DESK, kind="incident").json()["results"]
    rows = [{"id": one.pk, "version": one.matter.version} for one in (late, foreign)]
    answer = office(world).post(f"{DESK}remind/", {"rows": rows, "note": "请办结"}).json()["results"]
    assert {row["id"]: row["number"] for row in answer} == {late.pk: late.matter.number, foreign.pk: None}
