"""Many at once, with real commits: one wins, a repeated request happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from pingan.common.models import IdempotencyRecord
from pingan.matters.models import Matter, TimelineEntry
from tests.api.conftest import Api
from tests.api.test_incident_life import REPORT
from tests.factories.incidents import given_report
from tests.factories.world import World, given_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def at_once(count: int, call: Callable[[int], Any], *, threads: int | None = None) -> list[Any]:
    """Run ``call`` in threads that start together, each with a connection of its own."""
    width = threads or count
    start = Barrier(width)

    def one(number: int) -> Any:
        try:
            if number < width:
                start.wait(timeout=60)
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(width) as pool:
        return list(pool.map(one, range(count)))


def test_of_50_accepts_one_succeeds_and_49_are_told_why(world: World) -> None:
    incident = given_report(world.here)
    desks = [Api(world.here.users[name]) for name in ("township_desk", "township_desk_b")]
    answers = at_once(50, lambda n: desks[n % 2].act(incident.pk, "accept"))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 49}
    codes = Counter(answer.json()["code"] for answer in answers if answer.status_code == 409)
    assert set(codes) <= {"illegal_action", "busy"}
    assert codes["illegal_action"] >= 1
    assert TimelineEntry.objects.filter(matter_id=incident.pk, action="accept").count() == 1
    assert Matter.objects.get(pk=incident.pk).timeline_count == 2


def test_200_repeats_with_one_key_are_one_incident(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    answers = at_once(
        200, lambda n: worker.post("/incidents/", REPORT, Idempotency_Key="phone-1"), threads=20
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({(answer["Location"], answer["ETag"]) for answer in answers}) == 1
    replays = [answer for answer in answers if answer.headers.get("Idempotent-Replayed") == "true"]
    assert len(replays) == 199
    assert Matter.objects.count() == 1
    assert TimelineEntry.objects.count() == 1


def test_a_key_stands_for_one_request_of_one_person(world: World) -> None:
    worker, other = Api(world.here.users["grid_worker"]), Api(world.here.users["community_staff"])
    first = worker.post("/incidents/", REPORT, Idempotency_Key="k")
    assert first.status_code == 201
    changed = worker.post("/incidents/", {**REPORT, "description": "另一件事"}, Idempotency_Key="k")
    assert changed.status_code == 422 and "Idempotency-Key" in changed.json()["errors"]
    elsewhere = worker.post("/notifications/read-all/", Idempotency_Key="k")
    assert elsewhere.status_code == 422
    assert other.post("/incidents/", REPORT, Idempotency_Key="k").json()["id"] != first.json()["id"]
    stored = IdempotencyRecord.objects.get(user_id=world.here.users["grid_worker"].pk, key="k")
    assert REPORT["description"].encode() not in bytes(stored.body or b"")
    assert stored.expires_at > Matter.objects.earliest("pk").opened_at


def test_a_refusal_is_not_kept_so_that_the_same_key_can_try_again(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    assert worker.post("/incidents/", {**REPORT, "severity": "9"}, Idempotency_Key="k").status_code == 422
    assert worker.post("/incidents/", REPORT, Idempotency_Key="k").status_code == 201


def test_a_repeated_action_is_answered_again_and_done_once(world: World) -> None:
    incident = given_report(world.here)
    desk = Api(world.here.users["township_desk"])
    first = desk.act(incident.pk, "accept", Idempotency_Key="a")
    again = desk.act(incident.pk, "accept", Idempotency_Key="a")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content and again["ETag"] == first["ETag"]
    assert desk.act(incident.pk, "accept").status_code == 409
    assert TimelineEntry.objects.filter(matter_id=incident.pk).count() == 2


def test_a_repeated_upload_is_one_file(world: World) -> None:
    from pingan.files.models import StoredFile
    from tests.factories.files import image_bytes, picture

    worker = Api(world.here.users["grid_worker"])
    photo = image_bytes(picture())

    def send(seen: bytes) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        return worker.browser.post(
            "/api/v1/attachments/",
            {"file": SimpleUploadedFile("a.jpg", seen)},
            headers={"Idempotency-Key": "photo-1"},
        )

    assert send(photo).json() == send(photo).json()
    assert StoredFile.objects.count() == 1
    assert send(image_bytes(picture(seed=2))).status_code == 422
