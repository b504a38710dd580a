"""Bad input: each answered clearly, at its field, and nothing half-written."""

from __future__ import annotations

from typing import Any

import pytest

from grids.models import Incident
from pingan.files.models import StoredFile
from pingan.matters.models import Matter
from tests.api.conftest import API, Api
from tests.api.test_incident_life import REPORT
from tests.factories.files import HOSTILE, image_bytes, picture
from tests.factories.world import World

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "detail", "code"}


def is_problem(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert set(body) >= MEMBERS and body["status"] == status
    if code:
        assert body["code"] == code
    return body


@pytest.fixture
def worker(world: World) -> Api:
    return Api(world.here.users["grid_worker"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "NO.SUCH"}, "category"),
        ({"category": "APPEAL"}, "category"),
        ({"category": None}, "category"),
        ({"category": ["APPEAL.FACILITY.LAMP"]}, "category"),
        ({"description": ""}, "description"),
        ({"description": "灯" * 100_000}, "description"),
        ({"description": {"text": "灯"}}, "description"),
        ({"severity": "05"}, "severity"),
        ({"severity": 4}, "severity"),
        ({"urgency": "now"}, "urgency"),
        ({"longitude": 180.0001, "latitude": 25.7}, "longitude"),
        ({"longitude": 114.6, "latitude": -90.5}, "latitude"),
        ({"longitude": 114.6}, "latitude"),
        ({"longitude": "east", "latitude": 25.7}, "longitude"),
        ({"longitude": 1e308 * 10, "latitude": 25.7}, "longitude"),
        ({"longitude": 114.6, "latitude": 26.9}, "longitude"),
        ({"grid": 2**62}, "grid"),
        ({"grid": 2**70}, "grid"),
        ({"grid": "x"}, "grid"),
        ({"occurred_at": "2200-01-01T00:00:00+08:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-12:00"}, "occurred_at"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"reporter": "张三"}, "reporter"),
        ({"reporter": {"name": "张" * 61}}, "reporter.name"),
        ({"attachments": [2**62]}, "attachments"),
        ({"attachments": ["x"]}, "attachments.0"),
        ({"attachments": 5}, "attachments"),
        ({"source": "hotline"}, "source"),
        ({"people_involved": -1}, "people_involved"),
        ({"region": "11"}, "region"),
    ],
)
def test_each_fault_is_named_at_its_field(worker: Api, change: dict[str, Any], field: str) -> None:
    import json

    body = json.dumps({**REPORT, **change}).replace("Infinity", "1e999")
    answer = worker.browser.post(f"{API}/incidents/", body, content_type="application/json")
    assert field in is_problem(answer, 422, "invalid")["errors"]
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "{", "nul", '{"description": "\\ud800"}', '{"description": "a\\u0000b"}', "[" * 100_000, '{"a": NaN}',
        '{"a": ' + "9" * 5000 + "}", b"\xff\xfe", '{"\\udfff": 1}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_stored_is_400(worker: Api, body: Any) -> None:
    answer = worker.browser.post(f"{API}/incidents/", body, content_type="application/json")
    is_problem(answer, 400, "parse_error")
    assert not Matter.objects.exists()


@pytest.mark.parametrize("body", ["[]", '"text"', "5", "null", "[[]]"])
def test_a_document_that_is_no_object_is_422(worker: Api, body: str) -> None:
    answer = worker.browser.post(f"{API}/incidents/", body, content_type="application/json")
    is_problem(answer, 422, "invalid")


def test_a_document_beyond_the_limit_is_413(worker: Api) -> None:
    body = '{"description": "' + "a" * (5 * 1024 * 1024) + '"}'
    answer = worker.browser.post(f"{API}/incidents/", body, content_type="application/json")
    is_problem(answer, 413, "too_large")


def test_another_charset_in_the_header_does_not_change_what_json_is(worker: Api) -> None:
    for charset in ("zlib", "hex", "undefined", "no-such", "utf-16"):
        answer = worker.browser.generic(
            "POST",
            f"{API}/incidents/",
            b'{"category": 1}',
            content_type=f"application/json; charset={charset}",
        )
        assert answer.status_code == 422, charset


@pytest.mark.parametrize(
    "text",
    [
        "😀🏮",
        "𠀀𪜀𫠝",
        "é́́",
        "👨\u200d👩\u200d👧",
        "一\r\n二\t三",
        "<script>alert(1)</script>",
        "'; drop table",
        "灯" * 5000,
    ],
)
def test_rare_characters_come_back_as_they_were_sent(worker: Api, text: str) -> None:
    answer = worker.post("/incidents/", {**REPORT, "description": text, "place_text": text[:100]})
    assert answer.status_code == 201, answer.content
    shown = worker.get(f"/incidents/{answer.json()['id']}/").json()
    assert (shown["description"], shown["place_text"]) == (text, text[:100].strip())


def test_actions_refuse_what_json_allows_but_no_form_would_send(world: World, worker: Api) -> None:
    pk = worker.post("/incidents/", REPORT).json()["id"]
    desk = Api(world.here.users["township_desk"])
    assert desk.act(pk, "accept", []).status_code == 422
    assert desk.act(pk, "accept", {"note": {"a": 1}}).status_code == 422
    assert desk.act(pk, "accept", {"note": "灯" * 100_000}).status_code == 422
    assert desk.act(pk, "accept", {"unknown": 1}).status_code == 422
    assert desk.act(pk, "accept", {}).status_code == 200
    lead = world.here.units["city_management"].pk
    for organ in (None, "x", [], {}, 2**70, world.far.units["city_management"].pk, True, 1.5):
        assert "organ" in is_problem(desk.act(pk, "dispatch", {"organ": organ}), 422)["errors"], organ
    for others in ("x", 5, {"a": 1}, [lead, "y"], [2**70]):
        answer = desk.act(pk, "dispatch", {"organ": lead, "co_handlers": others})
        assert "co_handlers" in is_problem(answer, 422)["errors"], others
    assert desk.act(pk, "comment", {"note": "看", "files": "12"}).status_code == 422
    assert desk.act(pk, "comment", {"note": "看", "files": [1.5]}).status_code == 422
    office = Api(world.here.users["body_office"])
    for due in (5, True, [], "soon", "0001-01-01T00:00:00+14:00", "2026-13-01T00:00", ""):
        answer = office.act(pk, "supervise", {"demand": "三日内办结", "due_at": due})
        assert "due_at" in is_problem(answer, 422)["errors"], due
    assert desk.get(f"/incidents/{pk}/").json()["state"] == "accepted"


@pytest.mark.parametrize(("name", "content"), HOSTILE.items(), ids=HOSTILE.keys())
def test_hostile_uploads_leave_nothing_behind(worker: Api, name: str, content: bytes) -> None:
    answer = worker.upload(content, name)
    assert "file" in is_problem(answer, 422, "invalid")["errors"]
    assert not StoredFile.objects.exists()


def test_an_upload_needs_a_file_in_a_form(worker: Api) -> None:
    assert "file" in is_problem(worker.browser.post(f"{API}/attachments/", {}), 422)["errors"]
    is_problem(worker.post("/attachments/", {"file": "x"}), 415)
    text = worker.browser.post(f"{API}/attachments/", {"file": "not a file"})
    assert "file" in is_problem(text, 422)["errors"]


def test_a_polyglot_photo_is_kept_without_its_second_nature(worker: Api) -> None:
    hidden = b"<?php system($_GET[1]); ?><script>alert(1)</script>"
    sent = worker.upload(image_bytes(picture()) + hidden, 'évil\r\n"<x>.jpg')
    assert sent.status_code == 201, sent.content
    answer = worker.browser.get(
        f"{API}/attachments/{sent.json()['id']}/content/", headers={"Accept": "image/avif,image/*"}
    )
    kept = b"".join(answer.streaming_content)
    assert hidden not in kept and len(kept) == sent.json()["size_bytes"] == int(answer["Content-Length"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline; filename")
    assert "\r" not in answer["Content-Disposition"]
    again = worker.browser.get(
        f"{API}/attachments/{sent.json()['id']}/content/", headers={"If-None-Match": answer["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_place_is_read_from_a_photo_only_with_consent(worker: Api) -> None:
    from tests.factories.files import exif_at

    photo = image_bytes(picture(), exif=exif_at(25.7, 114.6))
    silent = worker.upload(photo).json()
    told = worker.upload(photo, read_place="true").json()
    assert silent["longitude"] is None
    assert (told["latitude"], told["longitude"]) == (25.7, 114.6)


def test_every_refusal_is_a_problem_document(world: World, worker: Api, stranger: Api) -> None:
    missing = stranger.get("/incidents/")
    is_problem(missing, 401, "not_authenticated")
    assert missing["WWW-Authenticate"] == "Token"
    is_problem(stranger.browser.get(f"{API}/incidents/", headers={"Authorization": "Token nope"}), 401)
    is_problem(worker.get("/no-such-thing/"), 404, "not_found")
    is_problem(worker.get("/incidents/999999/"), 404, "not_found")
    is_problem(worker.get(f"/incidents/{2**63}/"), 404, "not_found")
    is_problem(worker.get(f"/incidents/{'9' * 5000}/"), 404, "not_found")
    is_problem(worker.browser.put(f"{API}/incidents/"), 405, "method_not_allowed")
    is_problem(worker.browser.delete(f"{API}/incidents/1/"), 405, "method_not_allowed")
    is_problem(worker.post("/incidents/count/", {}, Idempotency_Key="k"), 405, "method_not_allowed")
    wants_xml = worker.browser.get(f"{API}/incidents/", headers={"Accept": "application/xml"})
    is_problem(wants_xml, 406, "not_acceptable")
    form = worker.browser.post(f"{API}/incidents/", {"category": "x"})
    is_problem(form, 415, "unsupported_media_type")
    for admin in world.admins.values():
        is_problem(Api(admin).post("/incidents/", REPORT), 403, "forbidden")
        assert Api(admin).get("/incidents/").json()["results"] == []
    is_problem(worker.post("/incidents/", REPORT, Idempotency_Key="灯".encode().decode("latin-1")), 422)
    is_problem(worker.post("/incidents/", REPORT, Idempotency_Key="k" * 81), 422)
    assert not Incident.objects.exists()


def test_too_many_requests_are_429_but_200_quick_ones_are_not(
    worker: Api, stranger: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000_000_060.5]
    monkeypatch.setattr("pingan.web.throttling.UserThrottle.timer", lambda self: clock[0])
    assert {worker.get("/notifications/").status_code for _ in range(200)} == {200}
    monkeypatch.setattr("pingan.web.throttling.UserThrottle.get_rate", lambda self: "200/min")
    refused = worker.get("/notifications/")
    is_problem(refused, 429, "throttled")
    assert refused["Retry-After"] == "20"  # 19.5 to the full minute, rounded up once
    clock[0] += 19
    is_problem(worker.get("/notifications/"), 429, "throttled")
    clock[0] += 1
    assert worker.get("/notifications/").status_code == 200


def test_a_lost_counter_lets_requests_through(worker: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from redis.exceptions import ConnectionError as Down

    def broken(*args: Any, **kwargs: Any) -> None:
        raise Down("no broker")

    monkeypatch.setattr("pingan.web.throttling.UserThrottle.cache.incr", broken)
    assert worker.get("/notifications/").status_code == 200


@pytest.mark.parametrize("other", ["neighbour", "far"])
def test_another_area_gets_404_everywhere(world: World, worker: Api, other: str) -> None:
    pk = worker.post("/incidents/", REPORT).json()["id"]
    api = Api(world.places[other].users["township_desk"])
    for suffix in ("", "actions/", "timeline/", "clocks/", "duplicates/", "attachments/"):
        is_problem(api.get(f"/incidents/{pk}/{suffix}"), 404, "not_found")
    is_problem(api.act(pk, "accept"), 404, "not_found")
    is_problem(api.post(f"/incidents/{pk}/contact/", {"reason": "看看"}), 404, "not_found")
    is_problem(api.patch(f"/incidents/{pk}/", {"place_text": "x"}, If_Match='"1"'), 404, "not_found")
    assert api.get("/incidents/").json()["results"] == []
    assert api.get("/incidents/count/").json() == {"count": 0}
    assert api.get("/incidents/", format="geojson").json()["features"] == []
    outside = api.post("/incidents/", {**REPORT, "grid": world.here.grid.pk})
    assert outside.status_code == (201 if other == "neighbour" else 422)
