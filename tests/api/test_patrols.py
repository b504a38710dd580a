"""Patrols by program: a plan is made, walked, changed and ended."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from grids.models import Patrol
from tests.api.conftest import Api
from tests.factories.patrols import long_since
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def plan_of(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "grid": world.here.grid.pk, "title": "每月安全巡查", "period": "month", "times": 2,
        "starts_on": long_since().isoformat(),
        "points": [{"name": "祠堂", "look_at": "消防器材"}, {"name": "水渠口", "longitude": 114.61, "latitude": 25.71}],
    } | changes  # fmt: skip


def test_a_plan_is_made_walked_changed_and_ended(world: World) -> None:
    desk, worker = Api(world.here.users["township_desk"]), Api(world.here.users["grid_worker"])
    assert worker.post("/patrol-plans/", plan_of(world)).status_code == 403
    refused = desk.post("/patrol-plans/", plan_of(world, points=[{"name": "祠堂", "longitude": 114.61}]))
    assert refused.status_code == 422
    made = desk.post("/patrol-plans/", plan_of(world))
    assert made.status_code == 201, made.content
    plan = made.json()
    first, second = [point["id"] for point in plan["points"]]
    due = worker.get("/patrol-occasions/", standing="open").json()["results"]
    assert [(row["plan"], row["times"], row["done"]) for row in due] == [(plan["id"], 2, 0)]

    sent = {"plan": plan["id"], "key": str(uuid.uuid4()), "visits": [{"point": first}]}
    half = worker.post("/patrols/", sent)
    assert half.status_code == 422 and f"point-{second}" in half.json()["errors"]
    sent["visits"] = [{"point": first}, {"point": second, "reason": "weather"}]
    walked, again = worker.post("/patrols/", sent), worker.post("/patrols/", sent)
    assert (walked.status_code, again.json()["id"]) == (201, walked.json()["id"])
    assert [row["reason"] for row in walked.json()["visits"]] == ["", "weather"]
    assert Patrol.objects.count() == 1
    assert worker.get("/patrol-occasions/", standing="open").json()["results"][0]["done"] == 1

    address = f"/patrol-plans/{plan['id']}/"
    text = {"title": "夜间巡查", "points": [{"id": first, "name": "祠堂"}]}
    changed = desk.patch(address, text, If_Match=made["ETag"])
    assert [point["id"] for point in changed.json()["points"]] == [first]
    assert desk.patch(address, text, If_Match=made["ETag"]).status_code == 412
    ended = desk.post(f"{address}end/", {"reason": "并入新计划"})
    assert ended.json()["ends_on"] == timezone.localdate().isoformat()
    assert worker.get("/patrol-occasions/", standing="open").json()["results"] == []


def test_a_patrol_needs_a_plan_or_a_grid_of_ones_own(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    assert worker.post("/patrols/", {}).status_code == 404
    assert worker.post("/patrols/", {"grid": world.neighbour.grid.pk}).status_code == 404
    assert worker.post("/patrols/", {"grid": world.here.grid.pk, "note": "夜间"}).status_code == 201
