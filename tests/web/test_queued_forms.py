"""What a page answers to a form from a phone's outbox: taken, refused, changed meanwhile, parts missing, signed out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from grids.models import Incident
from pingan.files.models import StoredFile, Upload
from pingan.files.services import erase
from pingan.matters.models import MatterFile
from tests.factories.files import image_bytes
from tests.factories.incidents import given_incident, given_report, step
from tests.factories.uploads import document, piece, promise, sent_ahead
from tests.factories.world import World, signed_in

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
LAMP = {"category": "APPEAL.FACILITY.LAMP", "description": "村口路灯坏了，晚上看不见路", "urgency": "normal"}


def send(client: Client, path: str = "/report/", *, headers: Any = None, **values: Any) -> Any:
    return client.post(path, {**LAMP, **values}, headers=JSON | (headers or {}))


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json()
    assert (body["code"], body["status"], bool(body["title"])) == (code, status, True)
    return body


def test_a_report_with_its_parts_is_taken_whole_and_once(world: World) -> None:
    client, key = world.here.client("grid_worker"), str(uuid4())
    parts = [str(sent_ahead(client, image_bytes(), read_place=True)) for _number in range(3)]
    answers = [send(client, headers={"Idempotency-Key": key}, parts=parts) for _attempt in range(2)]
    (incident,) = Incident.objects.all()
    assert [answer.status_code for answer in answers] == [200, 200]
    first, again = (answer.json() for answer in answers)
    assert first["location"] == f"/report/{incident.pk}/sent/"
    assert again["location"] == first["location"]
    assert first["complete"] is True
    assert [(part["id"], part["state"]) for part in first["parts"]] == [(part, "whole") for part in parts]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert MatterFile.objects.filter(matter_id=incident.pk, purpose="report").count() == 3


def test_another_form_under_a_key_that_was_used_leads_to_what_arrived_under_it(world: World) -> None:
    client, key = world.here.client("grid_worker"), str(uuid4())
    first = send(client, headers={"Idempotency-Key": key}).json()
    body = is_problem(send(client, headers={"Idempotency-Key": key}, description="后来改过"), 422, "invalid")
    assert "Idempotency-Key" in body["errors"]
    assert body["location"] == first["location"]
    # Nobody else learns of it: a key is its sender's own.
    other = send(world.neighbour.client("grid_worker"), headers={"Idempotency-Key": key})
    assert other.json().get("location") != first["location"]


def test_while_a_part_is_missing_nothing_is_recorded(world: World) -> None:
    client, content, half = world.here.client("grid_worker"), document(), uuid4()
    whole, gone = sent_ahead(client, image_bytes()), sent_ahead(client, image_bytes())
    promise(client, half, content)
    piece(client, half, 0, content[:100])
    erase(StoredFile.objects.get(pk=Upload.objects.get(key=gone).file_id))
    never, foreign = uuid4(), sent_ahead(world.neighbour.client("grid_worker"), image_bytes())
    named = [str(key) for key in (whole, half, gone, never, foreign)]
    body = is_problem(send(client, headers={"Idempotency-Key": "k"}, parts=named), 409, "parts_missing")
    assert [(part["id"], part["state"], part["offset"]) for part in body["parts"]][1:] == [
        (str(half), "receiving", 100),
        (str(gone), "receiving", 0),
        (str(never), "unknown", 0),
        (str(foreign), "unknown", 0),
    ]
    assert not Incident.objects.exists()
    # The key is free again: the same form is taken under it once its parts are there.
    assert send(client, headers={"Idempotency-Key": "k"}, parts=[str(whole)]).status_code == 200


def test_a_refused_form_names_its_fields_as_they_were_sent(world: World) -> None:
    client, pdf = world.here.client("grid_worker"), None
    body = is_problem(send(client, category="", description=""), 422, "invalid")
    assert {"category", "description"} <= set(body["errors"])
    pdf = sent_ahead(client, document(), name="通知.pdf")
    body = is_problem(send(client, parts=[str(pdf)]), 422, "invalid")
    assert "通知.pdf" in body["errors"]["photos"][0]
    assert is_problem(send(client, parts=["x"]), 422, "invalid")["errors"]["parts"]


def test_what_changed_meanwhile_is_told_beside_the_refusal(world: World) -> None:
    incident = given_report(world.here)
    seen = incident.matter.version
    step(world.here, incident, "accept")
    client = world.here.client("township_desk")
    answer = client.post(
        f"/incidents/{incident.pk}/actions/accept/", {"seen_version": seen, "note": "已核"}, headers=JSON
    )
    body = is_problem(answer, 409, "illegal_action")
    assert (body["version"], bool(body["state_label"])) == (seen + 1, True)
    assert [set(change) for change in body["changes"]] == [{"at", "actor", "action_label", "note"}]


def test_a_session_that_is_over_is_401_and_never_a_redirect(world: World) -> None:
    is_problem(send(Client()), 401, "signed_out")
    client = world.here.client("grid_worker")
    session = client.session
    session["seen_at"] = 1.0
    session.save()
    is_problem(send(client), 401, "signed_out")
    assert not Incident.objects.exists()


def test_what_another_account_kept_is_not_sent_in_this_ones_name(world: World) -> None:
    users = world.here.users
    client = world.here.client("grid_worker")
    mine, other = str(users["grid_worker"].pk), str(users["community_staff"].pk)
    is_problem(send(client, headers={"X-Account": other}), 409, "other_account")
    assert not Incident.objects.exists()
    assert send(client, headers={"X-Account": mine}).status_code == 200


def test_a_page_of_the_account_before_is_told_who_is_signed_in_now_and_gets_no_token(world: World) -> None:
    users = world.here.users
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.here.client("grid_worker").cookies
    mine, other = str(users["grid_worker"].pk), str(users["community_staff"].pk)
    users["grid_worker"].name = "陈建国"
    users["grid_worker"].save()
    refused = client.post("/report/", LAMP, headers={"HX-Request": "true", "X-Account": other})
    assert (refused.status_code, "X-Form-Token" in refused) == (409, False)
    assert "陈建国" in refused.content.decode()
    assert "已过期" not in refused.content.decode()
    renewed = client.post("/report/", LAMP, headers={"HX-Request": "true", "X-Account": mine})
    assert (renewed.status_code, "X-Form-Token" in renewed) == (403, True)


def test_an_action_that_is_no_longer_possible_says_so_before_it_says_what_to_correct(world: World) -> None:
    incident = given_incident(world.here, "verified")
    client = world.here.client("grid_worker")
    body = is_problem(
        send(client, f"/incidents/{incident.pk}/actions/verify/", seen_version="1", note="看过"),
        409,
        "illegal_action",
    )
    assert body["is_possible"] is False
    assert body["changes"]


def test_an_old_form_token_brings_the_next_one(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.here.client("grid_worker").cookies
    refused = send(client)
    is_problem(refused, 403, "form_token")
    token = refused["X-Form-Token"]
    assert send(client, headers={"X-CSRFToken": token}).status_code == 200


def test_refusals_of_the_domain_and_a_database_that_is_away_are_documents_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.here.client("grid_worker")
    is_problem(send(client, "/report/join/999999/"), 404, "not_found")
    is_problem(send(signed_in(world.admins["audit_admin"])), 403, "forbidden")

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("grids.services.patrol_findings.report_incident", away)
    answer = send(client)
    is_problem(answer, 503, "unavailable")
    assert answer["Retry-After"] == "5"


def test_without_the_header_the_same_form_is_answered_with_pages(world: World) -> None:
    client, part = world.here.client("grid_worker"), None
    part = sent_ahead(client, image_bytes())
    answer = client.post("/report/", {**LAMP, "parts": [str(part)]}, headers={"Accept": "text/html"})
    assert answer.status_code == 302
    missing = client.post("/report/", {**LAMP, "parts": [str(uuid4())]})
    assert (missing.status_code, missing["Content-Type"]) == (409, "text/html; charset=utf-8")
    assert Incident.objects.count() == 1


def test_parts_serve_the_forms_of_actions_as_well(world: World) -> None:
    incident = given_report(world.here)
    client = world.here.client("grid_worker")
    part = sent_ahead(client, image_bytes())
    answer = client.post(
        f"/incidents/{incident.pk}/actions/comment/",
        {"note": "现场照片", "files_parts": str(part)},
        headers=JSON,
    )
    assert answer.status_code == 200
    assert answer.json()["parts"][0]["id"] == str(part)
    assert MatterFile.objects.filter(matter_id=incident.pk).count() == 1


def test_only_a_page_that_says_so_may_be_kept_for_later(world: World) -> None:
    client = world.here.client("grid_worker")
    assert "X-Offline-Page" not in client.get("/inbox/")
    assert client.get("/report/")["X-Offline-Page"] == "1"
    refused = client.post("/report/", {"category": ""})
    assert (refused.status_code, "X-Offline-Page" in refused) == (422, False)


@pytest.mark.parametrize("number", ["NaN", "1e400", "-inf", "drüben"])
def test_a_coordinate_that_is_no_number_is_named(world: World, number: str) -> None:
    answer = send(world.here.client("grid_worker"), longitude=number, latitude=number, accuracy_m=number)
    body = is_problem(answer, 422, "invalid")
    assert body["errors"]["longitude"] == ["经度：请填写数字。"]
    assert body["errors"]["latitude"] == ["纬度：请填写数字。"]
    assert body["errors"]["accuracy_m"] == ["定位精度：请填写数字。"]
    assert body["detail"].startswith("经度")
