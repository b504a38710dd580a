"""Hazards for programs: the same life as on the pages, with the same refusals at the same fields."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from risk.models import Hazard
from tests.factories.hazards import coming, given_hazard, given_photo, given_place, given_registered
from tests.factories.world import World

pytestmark = pytest.mark.django_db
API = "/api/v1/hazards/"


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"{API}{path}", body, content_type="application/json")


def test_from_registration_to_recurrence_by_api_alone(world: World) -> None:
    here = world.here
    place = given_place(here)
    worker, desk, unit = (here.client(role) for role in ("grid_worker", "township_desk", "unit_handler"))
    sent = {"domain": "fire", "description": "疏散通道被堵", "place": place.pk}
    made = post(worker, "", sent)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made["Location"].endswith(f"{API}{pk}/") and made["ETag"]
    assert made.json()["place_name"] == place.name
    assert post(desk, f"{pk}/actions/grade/", {"needs_stop": "no", "is_beyond_unit": "no"}).status_code == 200
    order = {
        "organ": here.units["city_management"].pk, "measures": "清理", "owner": "物业科", "money": "0",
        "due_on": coming().date().isoformat(), "plan": "专人值守",
    }  # fmt: skip
    refused = post(desk, f"{pk}/actions/order/", {**order, "money": "", "plan": ""})
    assert refused.status_code == 422 and set(refused.json()["errors"]) == {"money", "plan"}
    assert post(desk, f"{pk}/actions/order/", order).status_code == 200
    photo = given_photo(here.actor("unit_handler")).pk
    done = post(unit, f"{pk}/actions/report_done/", {"result": "已清理", "files": [photo]})
    assert done.json()["state"] == "rectified"
    taken_at = timezone.now().isoformat()
    seen = given_photo(here.actor("grid_worker")).pk
    looked = {"is_passed": "yes", "note": "通道畅通", "files": [seen]}
    refused = post(worker, f"{pk}/actions/reinspect/", looked)
    assert refused.status_code == 422 and set(refused.json()["errors"]) == {"taken_at"}
    cleared = post(worker, f"{pk}/actions/reinspect/", {**looked, "taken_at": taken_at})
    body = cleared.json()
    assert body["state"] == "cleared" and body["rectifications"][0]["reinspection"]["is_passed"] is True
    assert body["rectifications"][0]["reinspection"]["is_by_statement"] is True
    assert body["rectifications"][0]["money_yuan"] == "0.00"
    again = post(worker, "", sent).json()
    assert again["recurrences"] == 1 and again["recurs_from"] == pk
    earlier = worker.get(f"{API}{again['id']}/earlier/").json()["results"]
    assert [row["id"] for row in earlier] == [pk]
    assert [row["id"] for row in desk.get(API, {"recurrent": "true"}).json()["results"]] == [again["id"]]


def test_offered_actions_say_their_fields_and_what_is_not_lawful_is_409(world: World) -> None:
    hazard = given_hazard(world.here, "graded")
    desk = world.here.client("township_desk")
    offered = {row["name"]: row for row in desk.get(f"{API}{hazard.pk}/actions/").json()["results"]}
    assert "order" in offered and "reinspect" not in offered
    assert {field["name"] for field in offered["order"]["fields"]} == {
        "organ", "measures", "owner", "money", "due_on", "plan",
    }  # fmt: skip
    refused = post(desk, f"{hazard.pk}/actions/reinspect/", {"is_passed": "yes", "note": "x", "files": []})
    assert refused.status_code == 409


def test_what_a_program_sends_wrongly_is_said_at_its_field(world: World) -> None:
    worker = world.here.client("grid_worker")
    for body, field in (
        ({"description": "通道被堵"}, "domain"),
        ({"domain": "fire"}, "description"),
        ({"domain": "fire", "description": "通道被堵", "place": 999_999}, "place"),
        ({"domain": "fire", "description": "通道被堵", "source": "own_report"}, "source"),
        ({"domain": "fire", "description": "通道被堵", "longitude": 114.6}, "longitude"),
        ({"domain": "fire", "description": "通道被堵", "nonsense": 1}, "nonsense"),
    ):
        answer = post(worker, "", body)
        assert answer.status_code in {400, 422} and field in answer.json()["errors"], answer.content


def test_a_program_cannot_claim_that_a_hazard_came_from_an_incident(world: World) -> None:
    body = {"domain": "fire", "description": "通道被堵", "source": "incident"}
    answer = post(world.here.client("grid_worker"), "", body)
    assert answer.status_code == 422 and "source" in answer.json()["errors"]


def test_the_map_shows_points_of_hazards_in_scope_only(world: World) -> None:
    near, far = given_registered(world.here), given_registered(world.far)
    found = world.here.client("county_dispatcher").get(API, {"format": "geojson"}).json()["features"]
    assert {feature["id"] for feature in found} == {near.pk} and far.pk not in {f["id"] for f in found}


def test_a_stale_version_is_412(world: World) -> None:
    hazard = given_registered(world.here)
    desk = world.here.client("township_desk")
    body = {"needs_stop": "no", "is_beyond_unit": "no"}
    answer = desk.post(
        f"{API}{hazard.pk}/actions/grade/",
        body,
        content_type="application/json",
        headers={"If-Match": '"99"'},
    )
    assert answer.status_code == 412
    assert Hazard.objects.get(pk=hazard.pk).grade == ""
