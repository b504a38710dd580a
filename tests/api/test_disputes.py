"""Disputes through the API: registered, masked, acted on, found again; nothing of a restricted one to outsiders."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.models import Dispute, DisputeParty, DisputeReader
from pingan.access.models import Grant
from pingan.audit.models import AuditEntry
from pingan.common.models import IdempotencyRecord
from pingan.matters.models import Matter
from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.factories.disputes import APPLICANT, RESPONDENT, given_dispute, given_registration, step
from tests.factories.world import World

NEW: dict[str, Any] = {
    "type": "NEIGHBOUR",
    "description": "欧阳志远与钟文斌因排水沟走向发生争执",
    "parties": [
        {"side": "applicant", "name": "欧阳志远", "phone": "13907970001", "identity_number": "360721198001010015"},
        {"side": "respondent", "name": "钟文斌"},
    ],
    "longitude": 114.61,
    "latitude": 25.71,
    "amount": "1200.50",
}  # fmt: skip
SECRETS = ("欧阳志远", "钟文斌", "13907970001", "13907970002", "360721198001010015", "36072119750315003X")


def desk(world: World) -> Api:
    return Api(world.here.users["township_desk"])


def test_a_dispute_is_registered_and_answered_without_a_name(world: World) -> None:
    made = Api(world.here.users["grid_worker"]).post("/disputes/", NEW)
    assert made.status_code == 201, made.content
    body = made.json()
    assert made["Location"].endswith(f"/api/v1/disputes/{body['id']}/")
    assert made["ETag"] == f'"{body["version"]}"'
    assert body["description"] == "申请人甲与被申请人甲因排水沟走向发生争执"
    assert (body["amount"], body["source"], body["state"]) == ("1200.50", "screening", "registered")
    first, second = body["parties"]
    assert (first["label"], first["name"], first["phone"]) == ("申请人甲", "欧*", "139****0001")
    assert (first["has_identity_number"], second["has_identity_number"]) == (True, False)
    whole = made.content.decode() + "".join(
        desk(world).get(f"/disputes/{body['id']}/{part}").content.decode()
        for part in ("", "timeline/", "actions/", "clocks/", "attachments/", "same-parties/")
    )
    assert not [secret for secret in SECRETS if secret in whole]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "NONE"}, "type"),
        ({"description": ""}, "description"),
        ({"parties": [{**NEW["parties"][0], "identity_number": "360721198001010016"}]}, "parties.0.identity_number"),
        ({"parties": [*NEW["parties"], {"side": "boss", "name": "张"}]}, "parties.2.side"),
        ({"parties": [{"side": "third", "name": "张", "nation": "汉"}]}, "parties.0.nation"),
        ({"parties": [{"side": "third", "name": "张", "represents": 7}]}, "parties.0.represents"),
        ({"source": "court"}, "source"),
        ({"occurred_on": "2999-01-01"}, "occurred_on"),
        ({"amount": "-1"}, "amount"),
        ({"flags": ["mood"]}, "flags.0"),
        ({"level": "major"}, "level"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_field(world: World, change: dict[str, Any], field: str) -> None:
    answer = Api(world.here.users["grid_worker"]).post("/disputes/", {**NEW, **change})
    assert field in is_problem(answer, 422, "invalid")["errors"]
    assert not Matter.objects.exists()


def test_who_registers_none_is_told_so(world: World) -> None:
    assert Api(world.here.users["leader"]).post("/disputes/", NEW).status_code == 403


def test_an_action_answers_the_dispute_and_a_stale_one_the_version(world: World) -> None:
    dispute = given_registration(world.here)
    path = f"/disputes/{dispute.pk}/actions/"
    offered = desk(world).get(path).json()
    assert "accept" in {row["name"] for row in offered["results"]}
    done = desk(world).post(f"{path}accept/", {}, If_Match=f'"{offered["version"]}"')
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    is_problem(desk(world).post(f"{path}mediate/", {}, If_Match=f'"{offered["version"]}"'), 412, "stale")
    refused = is_problem(desk(world).post(f"{path}accept/", {}), 409, "illegal_action")
    assert "mediate" in refused["legal"]
    assert desk(world).post(f"{path}dance/", {}).status_code == 404
    assert Api(world.here.users["leader"]).post(f"{path}mediate/", {}).status_code == 403


def test_a_party_is_revealed_for_a_reason_that_is_logged_and_never_stored(world: World) -> None:
    dispute = given_registration(world.here)
    party = dispute.parties.get(side="applicant")
    assert desk(world).get("/dispute-parties/").status_code == 400
    listed = desk(world).get("/dispute-parties/", dispute=dispute.pk)
    assert [row["name"] for row in listed.json()["results"]] == ["欧*", "钟*"]
    path = f"/dispute-parties/{party.pk}/"
    assert desk(world).get(path).json()["phone"] == "139****0001"
    assert is_problem(desk(world).post(f"{path}reveal/", {}), 422, "invalid")["errors"].keys() == {"reason"}
    shown = desk(world).post(f"{path}reveal/", {"reason": "通知调解时间"}, Idempotency_Key="r")
    assert shown.json() == {
        "label": "申请人甲", "name": APPLICANT.name, "phone": APPLICANT.phone,
        "identity_number": APPLICANT.identity_number,
    }  # fmt: skip
    assert shown["Cache-Control"] == "no-store"
    assert not IdempotencyRecord.objects.exists()
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    assert (entry.reason, entry.object_id) == ("通知调解时间", dispute.pk)
    assert Api(world.here.users["leader"]).post(f"{path}reveal/", {"reason": "看看"}).status_code == 403
    assert Api(world.far.users["township_desk"]).post(f"{path}reveal/", {"reason": "看看"}).status_code == 404


def test_papers_are_for_those_who_may_see_the_parties(world: World) -> None:
    dispute = given_dispute(world.here, "mediating")
    path = f"/disputes/{dispute.pk}/papers/"
    papers = desk(world).get(path).json()["results"]
    assert {paper["kind"] for paper in papers} >= {"mediation_intake", "mediation_rights"}
    assert Api(world.here.users["leader"]).get(path).status_code == 403
    assert Api(world.far.users["township_desk"]).get(path).status_code == 404


def test_filters_find_what_they_say(world: World) -> None:
    here = world.here
    plain = given_registration(here)
    flagged = given_registration(here, flags=("threat",), flag_note="扬言报复", type="LABOR", amount=None)
    open_one = given_dispute(here, "mediating")
    closed = given_dispute(here, "closed")
    outside = given_registration(world.far)

    def found(**query: Any) -> set[int]:
        answer = desk(world).get("/disputes/", **query)
        assert answer.status_code == 200, answer.content
        assert desk(world).get("/disputes/count/", **query).json()["count"] == len(answer.json()["results"])
        return {row["id"] for row in answer.json()["results"]}

    everything = {plain.pk, flagged.pk, open_one.pk, closed.pk}
    assert found() == everything
    assert outside.pk not in found(region=world.far.township.code)
    assert found(state=["registered"]) == {plain.pk, flagged.pk}
    assert found(type="LABOR") == {flagged.pk} == found(flagged="true")
    assert found(flagged="false") == everything - {flagged.pk}
    assert found(channel="mediation_people") == {open_one.pk}
    assert found(closed="true") == {closed.pk} == found(state="closed")
    assert open_one.pk in found(organ=here.committee.pk)
    assert found(region=here.township.code, grid=here.grid.pk) == everything
    assert found(source="screening", level=["general", "larger", "major"]) == everything
    assert found(light=["red", "yellow", "green", "grey"]) == everything and found(overdue="true") == set()
    assert found(opened_after="2000-01-01", opened_before="2999-01-01") == everything
    assert found(q="排水沟") == everything
    assert not any(found(q=secret) for secret in SECRETS)
    for wrong in ({"type": "NONE"}, {"channel": "x"}, {"flagged": "perhaps"}, {"ordering": "name"}):
        assert list(is_problem(desk(world).get("/disputes/", **wrong), 400, "invalid")["errors"]) == list(
            wrong
        )


def test_same_parties_are_found_in_one_township_however_they_are_typed(world: World) -> None:
    first = given_registration(world.here)
    respelt = {
        "side": "respondent",
        "name": "钟 文斌",
        "identity_number": "３６０７２１１９７５０３１５００３x",
    }
    again = Api(world.here.users["grid_worker"]).post("/disputes/", {**NEW, "parties": [respelt]})
    assert again.status_code == 201, again.content
    given_registration(world.neighbour)
    found = desk(world).get(f"/disputes/{again.json()['id']}/same-parties/").json()["results"]
    assert [(row["id"], row["matched"]) for row in found] == [(first.pk, ["identity"])]


def test_a_restricted_dispute_is_there_for_its_readers_alone(world: World) -> None:
    here = world.here
    closed = given_registration(here, restriction="domestic_violence")
    open_one = given_registration(here)
    grant = {"user": here.users["leader"], "reason": "检查", "granted_by": world.admins["security_admin"]}
    from datetime import timedelta

    from django.utils import timezone

    Grant.objects.create(matter=closed.matter, expires_at=timezone.now() + timedelta(days=1), **grant)
    readers = set(DisputeReader.objects.filter(dispute=closed).values_list("user__username", flat=True))
    assert {"h_township_desk", "h_grid_worker"} <= readers
    party = closed.parties.first()
    assert party is not None
    for role in ("community_staff", "leader", "body_office", "auditor", "county_dispatcher", "mediator"):
        api = Api(here.users[role])
        assert closed.pk not in {row["id"] for row in api.get("/disputes/").json()["results"]}, role
        for path in (
            f"/disputes/{closed.pk}/",
            f"/disputes/{closed.pk}/timeline/",
            f"/dispute-parties/{party.pk}/",
        ):
            assert api.get(path).status_code == 404, (role, path)
        same = api.get(f"/disputes/{open_one.pk}/same-parties/")
        assert same.status_code in {403, 404} or same.json()["results"] == [], role
        assert api.get("/dispute-parties/", dispute=closed.pk).json()["results"] == []
    mine = desk(world)
    assert {row["id"] for row in mine.get("/disputes/").json()["results"]} == {closed.pk, open_one.pk}
    features = mine.get("/disputes/", format="geojson").json()["features"]
    assert [feature["id"] for feature in features] == [open_one.pk], "never on a map, whoever asks"


def test_mediators_are_suggested_to_those_who_choose_one(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "accepted")
    rows = desk(world).get("/mediators/", dispute=dispute.pk).json()["results"]
    assert [row["id"] for row in rows] == [here.mediators[0].pk]
    assert (
        rows[0]["suggestion"]["conflict"] == ""
        and here.committee.organ.name in rows[0]["suggestion"]["reasons"]
    )
    assert Api(here.users["leader"]).get("/mediators/", dispute=dispute.pk).status_code == 403
    assert Api(world.far.users["township_desk"]).get("/mediators/", dispute=dispute.pk).status_code == 404
    listed = desk(world).get("/mediators/", region=here.township.code).json()["results"]
    assert [(row["id"], row["caseload"], row["suggestion"]) for row in listed] == [
        (here.mediators[0].pk, 0, None)
    ]
    committees = desk(world).get("/mediation-committees/", region=here.township.code).json()["results"]
    assert [row["id"] for row in committees] == [here.committee.pk]


def test_what_belongs_to_a_mediation_can_be_read_and_not_written(world: World) -> None:
    here = world.here
    performing = given_dispute(here, "performing")
    planned = step(here, given_dispute(here, "mediating"), "plan_session")
    api = desk(world)
    sessions = api.get("/mediation-sessions/", mediator=here.mediators[0].pk).json()["results"]
    assert [row["dispute"] for row in sessions] == [planned.pk]
    assert api.get("/mediation-sessions/", state="held").json()["results"][0]["dispute"] == performing.pk
    assert api.get("/mediation-sessions/", **{"from": "2999-01-01"}).json()["results"] == []
    agreements = api.get("/agreements/", dispute=performing.pk, effective="true").json()["results"]
    assert agreements[0]["clauses"][0]["amount"] == "1200.00" and len(agreements[0]["signatures"]) == 4
    channels = api.get("/referrals/", dispute=performing.pk).json()["results"]
    assert [(row["kind"], row["mediator"]) for row in channels] == [
        ("mediation_people", here.mediators[0].pk)
    ]
    for name in ("mediation-sessions", "agreements", "referrals", "mediators", "mediation-committees"):
        assert api.post(f"/{name}/", {}).status_code == 405
    far = Api(world.far.users["township_desk"])
    for path in (f"/agreements/{agreements[0]['id']}/", f"/referrals/{channels[0]['id']}/"):
        assert api.get(path).status_code == 200 and far.get(path).status_code == 404


def test_the_whole_life_is_described_as_it_is_answered(world: World) -> None:
    from disputes.api import dispute_schemas as schemas
    from pingan.web import api_matter_schemas as shared
    from tests.api.test_schema import _matches

    here = world.here
    for state in ("registered", "performing", "referred", "closed"):
        dispute = given_dispute(here, state)
        for part, shape in (
            ("", schemas.DisputeSerializer),
            ("timeline/", shared.TimelineSerializer),
            ("clocks/", shared.ClocksSerializer),
            ("actions/", schemas.OfferedDisputeActionsSerializer),
            ("same-parties/", schemas.SamePartiesSerializer),
            ("papers/", schemas.PapersSerializer),
        ):
            _matches(shape, desk(world).get(f"/disputes/{dispute.pk}/{part}").json())
    for row in desk(world).get("/disputes/").json()["results"]:
        _matches(schemas.DisputeRowSerializer, row)
    assert Dispute.objects.count() == 4 and DisputeParty.objects.count() == 8
    assert RESPONDENT.name not in desk(world).get("/disputes/").content.decode()
