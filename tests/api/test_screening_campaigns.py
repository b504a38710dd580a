"""Screening campaigns are the orders of one definition: the mechanism of registers, and nothing else of it."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.services.screening import DEFINITION
from pingan.common.slots import register_findings
from pingan.registers.models import RegisterDefinition, RegisterRound
from tests.api.conftest import Api
from tests.factories.disputes import given_dispute
from tests.factories.registers import (
    FINDING,
    VALUES,
    do_jobs,
    given_definition,
    given_own_definition,
    given_round,
    report_of,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PATH = "/screening-campaigns/"
ORDER = {
    "title": "秋季集中排查", "period_from": "2026-11-01", "period_to": "2026-11-30", "opens_on": "2026-11-01",
    "due_on": "2099-01-01",
}  # fmt: skip


@pytest.fixture
def row(world: World) -> RegisterRound:
    return given_round(world.here.actor("body_office"), world.here.county)


def test_a_campaign_is_ordered_covered_urged_and_closed(world: World) -> None:
    given_definition()
    office = Api(world.here.users["body_office"])
    made = office.post(PATH, ORDER, Idempotency_Key="c1")
    assert made.status_code == 201, made.content
    assert office.post(PATH, ORDER, Idempotency_Key="c1").json() == made.json()
    url = f"{PATH}{made.json()['id']}/"
    assert made["Location"].endswith(f"/api/v1{url}")
    assert made.json()["definition_code"] == DEFINITION
    changed = office.patch(url, {**ORDER, "title": "改"}, If_Match=made["ETag"])
    assert changed.status_code == 422 and "title" in changed.json()["errors"]
    assert office.patch(url, {**ORDER, "title": "修改后"}, If_Match='"9"').status_code == 412
    assert office.post(f"{url}open/").json()["state"] == "open"
    do_jobs("registers.list_units")
    shown = office.get(url)
    assert shown["ETag"] == '"2"'
    assert shown.json()["coverage"] == office.get(f"{url}coverage/").json()
    assert shown.json()["coverage"]["total"]["counts"]["total"] == 2
    region = {"region": world.here.township.code}
    assert office.post(f"{url}urge/", region).json() == {"urged": 1, "already_urged": 0}
    assert office.post(f"{url}add-units/").status_code == 200
    assert office.post(f"{url}close/").json()["state"] == "closed"
    held = office.post(f"{url}hold/", {"until": "2099-01-01", "note": "审计需要"})
    assert held.json()["hold_until"] == "2099-01-01"
    assert office.get(PATH, state="closed").json()["results"][0]["id"] == made.json()["id"]
    assert office.get(PATH, state="open").json()["results"] == []


def test_a_worker_reports_findings_or_that_there_is_nothing(world: World, row: RegisterRound) -> None:
    worker, desk = Api(world.here.users["grid_worker"]), Api(world.here.users["township_desk"])
    url = f"{PATH}{row.pk}/"
    (mine,) = worker.get(f"{url}reports/", part="mine").json()["results"]
    assert mine["id"] == report_of(row, world.here).pk
    submit = f"{url}reports/{mine['id']}/submit/"
    faulty = worker.post(submit, {"values": {"households_visited": -3}, "findings": [{"type": "?"}]})
    assert faulty.status_code == 422
    assert {"values.households_visited", "findings.0.type"} <= set(faulty.json()["errors"])
    assert worker.post(submit, {"is_nothing_found": True}, If_Match='"7"').status_code == 412
    done = worker.post(submit, {"is_nothing_found": True}, If_Match='"1"', Idempotency_Key="d1")
    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "submitted", '"2"')
    counts = desk.get(url).json()["coverage"]["total"]["counts"]
    assert (counts["handed_in"], counts["nothing"]) == (1, 1)
    assert [one["id"] for one in desk.get(f"{url}reports/", status="nothing").json()["results"]] == [
        mine["id"]
    ]
    desk.post(f"/register-reports/{mine['id']}/return/", {"note": "请核对"})
    again = worker.post(submit, {"values": VALUES, "findings": [FINDING]})
    assert again.json()["finding_count"] == 1


def test_a_finding_of_a_campaign_becomes_a_dispute(world: World, row: RegisterRound) -> None:
    assert register_findings.get("dispute") is not None
    worker = Api(world.here.users["grid_worker"])
    report = report_of(row, world.here)
    worker.post(f"{PATH}{row.pk}/reports/{report.pk}/submit/", {"values": VALUES, "findings": [FINDING]})
    made = worker.post(f"/register-reports/{report.pk}/findings/1/become/dispute/").json()
    shown = worker.get(f"/disputes/{made['matter']}/").json()
    assert (shown["source"], shown["type"]) == ("screening", "NEIGHBOUR")


def test_orders_of_other_definitions_are_no_campaigns(world: World, row: RegisterRound) -> None:
    other = given_round(world.here.actor("body_office"), world.here.county, given_own_definition())
    office = Api(world.here.users["body_office"])
    assert [one["id"] for one in office.get(PATH).json()["results"]] == [row.pk]
    url = f"{PATH}{other.pk}/"
    asked: list[Any] = [office.get(url), office.get(f"{url}coverage/"), office.get(f"{url}reports/")]
    asked += [office.post(f"{url}{verb}/") for verb in ("open", "add-units", "close", "urge")]
    asked.append(office.post(f"{url}cancel/", {"note": "不再需要"}))
    asked.append(office.post(f"{url}hold/", {"until": "2099-01-01", "note": "审计需要"}))
    asked.append(office.patch(url, ORDER, If_Match='"2"'))
    worker = Api(world.here.users["grid_worker"])
    report = report_of(other, world.here)
    for campaign in (other, row):  # neither under its own order's number nor under a campaign's
        asked.append(
            worker.post(f"{PATH}{campaign.pk}/reports/{report.pk}/submit/", {"is_nothing_found": True})
        )
    assert [answer.status_code for answer in asked] == [404] * len(asked)
    other.refresh_from_db()
    report.refresh_from_db()
    assert (other.state, report.state) == ("open", "open")


def test_an_offices_own_version_is_a_campaign_too(world: World) -> None:
    given_definition()
    kept = {"code": DEFINITION, "region_code": world.here.county.code[:6], "name": "南康集中排查"}
    own = given_own_definition(**kept)
    made = Api(world.here.users["body_office"]).post(PATH, ORDER)
    assert made.json()["definition"] == own.pk
    far = Api(world.far.users["body_office"]).post(PATH, ORDER)
    assert RegisterDefinition.objects.get(pk=far.json()["definition"]).region_code == "36"


def test_who_may_not_order_or_see_is_told_so(world: World, row: RegisterRound) -> None:
    here = world.here
    for role in ("grid_worker", "community_staff", "leader", "mediator"):
        assert Api(here.users[role]).post(PATH, ORDER).status_code == 403, role
    assert Api(here.users["grid_worker"]).post(f"{PATH}{row.pk}/close/").status_code == 403
    foreign = Api(world.far.users["body_office"])
    assert foreign.get(f"{PATH}{row.pk}/").status_code == 404
    assert foreign.post(f"{PATH}{row.pk}/close/").status_code == 404
    # A worker sees the order and the own report alone; the coverage counts no more than that.
    shown = Api(here.users["grid_worker"]).get(f"{PATH}{row.pk}/").json()
    assert shown["coverage"]["total"]["counts"]["total"] == 1
    assert Api(here.users["mediator"]).get(f"{PATH}{row.pk}/").status_code == 200


def test_without_a_definition_nothing_is_ordered(world: World) -> None:
    refused = Api(world.here.users["body_office"]).post(PATH, ORDER)
    assert refused.status_code == 422
    assert not RegisterRound.objects.exists()


def test_the_other_resources_of_disputes_answer_lists_and_details(world: World) -> None:
    dispute = given_dispute(world.here, "performing")
    given_dispute(world.here, "referred")
    desk = Api(world.here.users["township_desk"])
    for resource, query in (
        ("disputes", {}),
        ("dispute-parties", {"dispute": dispute.pk}),
        ("mediators", {}),
        ("mediation-committees", {}),
        ("mediation-sessions", {"state": "held"}),
        ("agreements", {}),
        ("referrals", {}),
    ):
        rows = desk.get(f"/{resource}/", **query).json()["results"]
        assert rows, resource
        assert desk.get(f"/{resource}/{rows[0]['id']}/").json()["id"] == rows[0]["id"], resource


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period_to": "9999-12-31"}, "period_to"),
        ({"opens_on": "9999-12-31"}, "opens_on"),
        ({"period_from": "1999-12-31"}, "period_from"),
        ({"due_on": "2101-01-01"}, "due_on"),
        ({"title": "\u200b\u200b\u200b"}, "title"),
    ],
)
def test_what_is_wrong_with_an_order_is_named_at_its_field(
    world: World, change: dict[str, Any], field: str
) -> None:
    given_definition()
    answer = Api(world.here.users["body_office"]).post(PATH, {**ORDER, **change})
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}


@pytest.mark.parametrize("path", [PATH, "/register-rounds/", "/disputes/", "/incidents/", "/grids/"])
def test_who_may_not_act_is_not_told_about_fields(world: World, path: str) -> None:
    given_definition()
    for user in (world.admins["system_admin"], world.here.users["auditor"]):
        refused = Api(user).post(path, {"title": "x"})
        assert refused.status_code == 403, (path, refused.content)
        assert "errors" not in refused.json()
