"""The same through the API: orders and reports with entity tags, keys, problems; cursor pages; query counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.services.listing import list_units
from tests.api.conftest import Api
from tests.factories.grids import given_grid
from tests.factories.incidents import given_report
from tests.factories.registers import (
    FINDING,
    VALUES,
    do_jobs,
    finding_target,
    given_definition,
    given_round,
    given_submitted,
    report_of,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ORDER = {
    "title": "秋季集中排查", "period_from": "2026-11-01", "period_to": "2026-11-30", "opens_on": "2026-11-01",
    "due_on": "2099-01-01",
}  # fmt: skip


@pytest.fixture
def row(world: World) -> RegisterRound:
    return given_round(world.here.actor("body_office"), world.here.county)


def test_an_order_goes_through_its_life(world: World) -> None:
    definition = given_definition()
    office = Api(world.here.users["body_office"])
    listed = office.get("/register-definitions/", region=world.here.county.code).json()["results"]
    (found,) = [one for one in listed if one["code"] == definition.code]
    assert found["form"][0]["code"] == "households_visited" and found["source"]
    made = office.post("/register-rounds/", {**ORDER, "definition": definition.pk}, Idempotency_Key="a1")
    assert made.status_code == 201, made.content
    again = office.post("/register-rounds/", {**ORDER, "definition": definition.pk}, Idempotency_Key="a1")
    assert again.json() == made.json() and RegisterRound.objects.count() == 1
    pk = made.json()["id"]
    assert office.patch(f"/register-rounds/{pk}/", ORDER).status_code == 422
    assert office.patch(f"/register-rounds/{pk}/", ORDER, If_Match='"9"').status_code == 412
    changed = office.patch(
        f"/register-rounds/{pk}/", {**ORDER, "title": "修改后的标题"}, If_Match=made["ETag"]
    )
    assert changed.status_code == 200 and changed["ETag"] == '"2"'
    assert office.post(f"/register-rounds/{pk}/open/").json()["state"] == "open"
    refused = office.post(f"/register-rounds/{pk}/open/")
    assert refused.status_code == 409 and refused.json()["legal"] == ["add_units", "close", "cancel"]
    do_jobs("registers.list_units")
    coverage = office.get(f"/register-rounds/{pk}/coverage/").json()
    assert coverage["total"]["counts"]["total"] == 2 and len(coverage["places"]) == 2
    assert office.post(f"/register-rounds/{pk}/urge/", {"region": world.here.township.code}).json() == {
        "urged": 1,
        "already_urged": 0,
    }
    assert office.post(f"/register-rounds/{pk}/urge/").json() == {"urged": 1, "already_urged": 1}
    assert office.post(f"/register-rounds/{pk}/urge/").json() == {"urged": 0, "already_urged": 2}
    assert office.post(f"/register-rounds/{pk}/cancel/").status_code == 422
    assert office.post(f"/register-rounds/{pk}/close/").json()["state"] == "closed"


def test_a_report_goes_through_its_life(world: World, row: RegisterRound) -> None:
    worker, desk = Api(world.here.users["grid_worker"]), Api(world.here.users["township_desk"])
    (shown,) = worker.get("/register-reports/", part="mine").json()["results"]
    url = f"/register-reports/{shown['id']}/"
    saved = worker.patch(url, {"values": {"households_visited": 3}}, If_Match='"1"')
    assert saved.status_code == 200 and saved["ETag"] == '"2"'
    faulty = worker.post(
        f"{url}submit/", {"values": {"households_visited": -3, "x": 1}, "findings": [{"type": "?"}]}
    )
    assert faulty.status_code == 422
    assert {"values.households_visited", "values.x", "findings.0.type"} <= set(faulty.json()["errors"])
    body = {"values": VALUES, "findings": [FINDING]}
    assert worker.post(f"{url}submit/", body, If_Match='"1"').status_code == 412
    done = worker.post(f"{url}submit/", body, If_Match='"2"', Idempotency_Key="b1")
    assert done.status_code == 200 and done.json()["state"] == "submitted"
    assert worker.post(f"{url}submit/", body, If_Match='"2"', Idempotency_Key="b1").json() == done.json()
    assert worker.post(f"{url}accept/").status_code == 403
    assert desk.post(f"{url}return/").status_code == 422
    assert desk.post(f"{url}return/", {"note": "请核对"}).json()["state"] == "returned"
    assert worker.post(f"{url}submit/", {"is_nothing_found": True}).json()["is_nothing_found"] is True
    accepted = desk.post(f"{url}accept/").json()
    assert accepted["state"] == "accepted" and [s["move"] for s in accepted["steps"]][-1] == "accept"


def test_a_finding_becomes_a_matter_once(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here)
    worker = Api(world.here.users["grid_worker"])
    url = f"/register-reports/{report.pk}/findings/1/become/dispute/"
    assert worker.post(url.replace("dispute", "nonsense")).status_code in {404, 422}
    with finding_target(lambda actor, finding: given_report(world.here).pk):
        first, second = worker.post(url).json(), worker.post(url).json()
    assert first["matter"] == second["matter"] is not None
    assert worker.post(f"/register-reports/{report.pk}/findings/9/become/dispute/").status_code == 404


@pytest.mark.parametrize(
    "body",
    [[], "x", {"values": []}, {"values": {"households_visited": 1e400}}, {"findings": [1]}, {"findings": {}},
     {"values": {"remarks": {"a": 1}}}, {"is_nothing_found": "maybe"}, {"state": "accepted"},
     {"findings": [{"number": 2**70, "type": []}]}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(world: World, row: RegisterRound, body: Any) -> None:
    report = report_of(row, world.here)
    browser = Api(world.here.users["grid_worker"]).browser
    answer = browser.post(
        f"/api/v1/register-reports/{report.pk}/submit/", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code in {400, 422}, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    report.refresh_from_db()
    assert report.state == "open"


def test_pages_of_reports_lose_and_repeat_nobody(world: World, row: RegisterRound) -> None:
    for _number in range(5):
        given_grid(world.here.village)
    list_units(round_id=row.pk)
    desk = Api(world.here.users["township_desk"])
    found: list[int] = []
    answer = desk.get("/register-reports/", round=row.pk, page_size=2).json()
    while True:
        found += [one["id"] for one in answer["results"]]
        if answer["next"] is None:
            break
        answer = desk.browser.get(answer["next"]).json()
    mine = RegisterReport.objects.filter(round=row, region_code__startswith=world.here.township.code[:9])
    assert sorted(found) == sorted(mine.values_list("pk", flat=True)) and len(found) == len(set(found)) == 6
    for query in ({"status": "x"}, {"region": "9"}, {"round": "x"}, {"part": "x"}):
        assert desk.get("/register-reports/", **query).status_code == 400, query


def test_lists_cost_the_same_for_few_and_for_many(world: World, row: RegisterRound) -> None:
    desk = Api(world.here.users["township_desk"])

    def costs() -> dict[str, int]:
        found = {}
        for path in ("register-definitions", "register-rounds", "register-reports"):
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(f"/{path}/").status_code == 200
            found[path] = len(seen)
        return found

    costs()
    few = costs()
    for _number in range(8):
        given_grid(world.here.village)
    list_units(round_id=row.pk)
    for _number in range(3):
        given_round(world.here.actor("township_desk"), world.here.township)
    assert costs() == few
    assert max(few.values()) <= 6, few
