"""The main job by API: report with photo and point, and everything up to the evaluation."""

from __future__ import annotations

from typing import Any

from pingan.audit.models import AuditEntry
from pingan.files.models import StoredFile
from tests.api.conftest import Api
from tests.factories.files import image_bytes, picture
from tests.factories.world import Place, World

REPORT = {
    "category": "APPEAL.FACILITY.LAMP",
    "description": "村口路灯坏了，𠀀巷一片漆黑😀",
    "severity": "04",
    "reporter": {"name": "张建国", "phone": "13812345678"},
}


def report(place: Place, role: str = "grid_worker", **more: Any) -> dict[str, Any]:
    point = {"longitude": place.point[0], "latitude": place.point[1]}
    answer = Api(place.users[role]).post("/incidents/", {**REPORT, **point, **more})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def does(place: Place, role: str, pk: int, action: str, **data: Any) -> dict[str, Any]:
    answer = Api(place.users[role]).act(pk, action, data)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_report_with_photo_and_point_goes_through_its_whole_life(world: World) -> None:
    here = world.here
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    worker = Api(here.users["grid_worker"])
    photo = worker.upload(image_bytes(picture())).json()
    answer = worker.post(
        "/incidents/",
        {**REPORT, "longitude": here.point[0], "latitude": here.point[1], "attachments": [photo["id"]]},
    )
    assert answer.status_code == 201
    incident = answer.json()
    pk = incident["id"]
    assert answer["Location"].endswith(f"/api/v1/incidents/{pk}/")
    assert answer["ETag"] == f'"{incident["version"]}"'
    assert incident["grid"] == here.grid.pk
    assert incident["reporter"] == {"name": "张*", "phone": "138****5678"}
    assert incident["attachments"] == [photo["id"]]
    assert "13812345678" not in answer.content.decode()

    desk = Api(here.users["township_desk"])
    offered = {row["name"]: row for row in desk.get(f"/incidents/{pk}/actions/").json()["results"]}
    assert {"accept", "reject", "merge"} <= set(offered)
    assert offered["accept"]["fields"][0]["required"] is False
    accepted = desk.browser.generic("POST", f"/api/v1/incidents/{pk}/actions/accept/")
    assert accepted.status_code == 200 and accepted.json()["state"] == "accepted"
    fields = {f["name"]: f for f in desk.get(f"/incidents/{pk}/actions/").json()["results"][0]["fields"]}
    assert str(lead) in {choice["value"] for choice in fields["organ"]["choices"]}

    does(here, "township_desk", pk, "dispatch", organ=lead, co_handlers=[helper], note="请两家一起办")
    does(here, "unit_handler", pk, "sign")
    does(here, "unit_handler_2", pk, "sign")
    asked = does(here, "unit_handler", pk, "request_extension", amount=2, reason="配件未到")
    request = asked["extension_requests"][0]["id"]
    does(here, "township_desk", pk, "allow_extension", request=request)
    does(here, "unit_handler_2", pk, "handle", result="已协助断电")
    assert does(here, "unit_handler", pk, "handle", result="已更换灯泡")["state"] == "handled"
    assert does(here, "grid_worker", pk, "verify", solved="yes", note="灯亮了")["is_solved"] is True
    does(here, "township_desk", pk, "answer", channel="phone", note="已电话告知")
    assert does(here, "township_desk", pk, "close")["state"] == "closed"
    last = does(here, "township_desk", pk, "evaluate", satisfaction="satisfied", solved="yes")
    assert (last["satisfaction"], last["evaluated_solved"]) == ("satisfied", True)

    entries = worker.get(f"/incidents/{pk}/timeline/").json()["results"]
    assert [entry["action"] for entry in entries] == [
        "report", "accept", "dispatch", "sign", "sign", "request_extension", "allow_extension",
        "handle", "handle", "verify", "answer", "close", "evaluate",
    ]  # fmt: skip
    assert {"action", "from", "to", "actor", "at", "note"} <= set(entries[0])
    assert (entries[1]["from"], entries[1]["to"]) == ("reported", "accepted")
    assert entries[2]["note"] == "请两家一起办"
    clocks = worker.get(f"/incidents/{pk}/clocks/").json()["results"]
    assert {"accept", "dispatch", "handle", "verify"} <= {clock["stage"] for clock in clocks}
    assert all(clock["stopped_at"] and clock["rule"] for clock in clocks)
    files = worker.get(f"/incidents/{pk}/attachments/").json()["results"]
    assert [(row["id"], row["purpose"]) for row in files] == [(photo["id"], "report")]


def test_twice_returned_goes_to_the_county_whose_choice_stands(world: World) -> None:
    here = world.here
    pk = report(here)["id"]
    lead, second = here.units["city_management"].pk, here.units["housing"].pk
    does(here, "township_desk", pk, "accept")
    does(here, "township_desk", pk, "dispatch", organ=lead)
    back = does(here, "unit_handler", pk, "return", note="不属于我单位职责")
    assert back["state"] == "returned"
    assert Api(here.users["unit_handler"]).get(f"/incidents/{pk}/").status_code == 404
    does(here, "township_desk", pk, "dispatch", organ=second)
    assert does(here, "unit_handler_2", pk, "return", note="也不是我单位")["returned_count"] == 2
    refused = Api(here.users["township_desk"]).act(pk, "dispatch", {"organ": second})
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_action")
    decided = does(
        here,
        "county_government",
        pk,
        "determine",
        organ=second,
        document="康府办〔2026〕1号",
        note="职责清单",
    )
    assert decided["determined_organ"] == second
    offered = Api(here.users["unit_handler_2"]).get(f"/incidents/{pk}/actions/").json()["results"]
    assert "return" not in {row["name"] for row in offered}
    assert Api(here.users["unit_handler_2"]).act(pk, "return", {"note": "再退"}).status_code == 409
    does(here, "unit_handler_2", pk, "sign")
    does(here, "unit_handler_2", pk, "handle", result="已处理")
    does(here, "grid_worker", pk, "verify", solved="yes", note="好了")
    does(here, "township_desk", pk, "answer", channel="in_person", note="当面告知")
    assert does(here, "township_desk", pk, "close")["state"] == "closed"


def test_an_emergency_is_never_blocked_and_runs_its_chain(world: World) -> None:
    here = world.here
    answer = Api(here.users["grid_worker"]).post("/incidents/", {"category": "EMERGENCY.ACCIDENT"})
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    assert answer.json()["is_emergency"] is True
    first = does(here, "township_desk", pk, "emergency_report", kind="first", content="朱坊村起火，无人伤亡")
    sent = first["emergency_reports"][0]["id"]
    seen = does(here, "county_dispatcher", pk, "acknowledge", report=sent)
    assert seen["emergency_reports"][0]["acknowledged_at"]
    assert does(here, "township_desk", pk, "emergency_report")["emergency_reports"][-1]["kind"] == "follow_up"
    for kind in ("follow_up", "final"):
        does(here, "township_desk", pk, "emergency_report", kind=kind, channel="written", content="火已扑灭")
    again = Api(here.users["township_desk"]).act(pk, "emergency_report", {"kind": "final", "content": "再报"})
    assert again.status_code == 409


def test_without_point_and_grid_the_own_grid_is_taken(world: World) -> None:
    answer = Api(world.here.users["grid_worker"]).post("/incidents/", REPORT)
    assert answer.json()["grid"] == world.here.grid.pk
    assert answer.json()["longitude"] is None
    named = Api(world.here.users["township_desk"]).post("/incidents/", {**REPORT, "grid": world.here.grid.pk})
    assert named.json()["grid_name"] == world.here.grid.name


def test_an_edit_names_the_version_it_saw(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    incident = report(world.here)
    path = f"/incidents/{incident['id']}/"
    missing = worker.patch(path, {"place_text": "村口"})
    assert missing.status_code == 422 and "If-Match" in missing.json()["errors"]
    tag = worker.get(path)["ETag"]
    changed = worker.patch(path, {"description": "两盏路灯都坏了", "place_text": "村口"}, If_Match=tag)
    assert changed.status_code == 200
    assert changed.json()["description"] == "两盏路灯都坏了"
    stale = worker.patch(path, {"place_text": "村尾"}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert stale.json()["version"] == changed.json()["version"]
    assert Api(world.here.users["leader"]).patch(path, {}, If_Match="*").status_code == 403


def test_a_stale_action_is_refused_before_its_fields(world: World) -> None:
    incident = report(world.here)
    desk = Api(world.here.users["township_desk"])
    tag = desk.get(f"/incidents/{incident['id']}/")["ETag"]
    assert desk.act(incident["id"], "accept", If_Match=tag).status_code == 200
    assert desk.act(incident["id"], "dispatch", {}, If_Match=tag).status_code == 412
    assert desk.act(incident["id"], "accept", {"note": 5}).status_code == 409
    fields = desk.act(incident["id"], "dispatch", {})
    assert fields.status_code == 422 and "organ" in fields.json()["errors"]
    assert Api(world.here.users["grid_worker"]).act(incident["id"], "dispatch", {}).status_code == 403
    assert desk.act(incident["id"], "explode").status_code == 404


def test_the_contact_is_shown_for_a_reason_that_is_written_down_and_never_stored(world: World) -> None:
    from pingan.common.models import IdempotencyRecord

    incident = report(world.here)
    desk, path = Api(world.here.users["township_desk"]), f"/incidents/{incident['id']}/contact/"
    assert desk.post(path, {}).status_code == 422
    shown = desk.post(path, {"reason": "回访核实"}, Idempotency_Key="reveal-1")
    assert shown.json() == {"name": "张建国", "phone": "13812345678", "joined": []}
    assert shown["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.filter(action="personal_data.reveal").get()
    assert (entry.object_id, entry.reason) == (incident["id"], "回访核实")
    assert not IdempotencyRecord.objects.filter(key="reveal-1").exists()
    refused = Api(world.here.users["leader"]).post(path, {"reason": "想看看"})
    assert refused.status_code == 403


def test_likely_duplicates_are_suggested(world: World) -> None:
    first, second = report(world.here), report(world.here, "community_staff")
    answer = Api(world.here.users["township_desk"]).get(f"/incidents/{second['id']}/duplicates/")
    found = answer.json()["results"]
    assert [row["id"] for row in found] == [first["id"]]
    assert 0.6 <= found[0]["score"] <= 1


def test_a_linked_photo_leaves_with_the_scope_of_its_incident(world: World) -> None:
    here = world.here
    worker = Api(here.users["grid_worker"])
    photo = worker.upload(image_bytes(picture())).json()["id"]
    desk = Api(here.users["township_desk"])
    assert desk.get(f"/attachments/{photo}/").status_code == 404
    report(here, attachments=[photo])
    for suffix in ("", "content/", "thumbnail/"):
        assert desk.get(f"/attachments/{photo}/{suffix}").status_code == 200
        for outsider in (world.neighbour.users["township_desk"], world.far.users["county_dispatcher"]):
            assert Api(outsider).get(f"/attachments/{photo}/{suffix}").status_code == 404
    assert StoredFile.objects.get(pk=photo).deleted_at is None
