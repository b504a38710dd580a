"""A name that nobody reads is refused where it was sent: silence would look like a change."""

from __future__ import annotations

from typing import Any

import pytest

from grids.models import Grid, GridAssignment
from pingan.matters.models import Matter
from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.api.test_incident_life import REPORT
from tests.factories.disputes import given_registration
from tests.factories.incidents import given_report
from tests.factories.world import World


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"state": "closed"}, "state"),
        ({"number": "X"}, "number"),
        ({"wants_no_reply": True}, "wants_no_reply"),
        ({"place_text": "桥头", "title": "x"}, "title"),
    ],
)
def test_an_amendment_of_what_cannot_be_changed_is_refused(
    world: World, sent: dict[str, Any], field: str
) -> None:
    worker = Api(world.here.users["grid_worker"])
    made = worker.post("/incidents/", REPORT)
    path = f"/incidents/{made.json()['id']}/"
    body = is_problem(worker.patch(path, sent, If_Match=made["ETag"]), 422, "invalid")
    assert body["errors"] == {field: ["没有这个字段，或者此处不能修改。"]}
    assert worker.get(path).json()["place_text"] == ""


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"state": "closed"}, "state"),
        ({"reporter": {"name": "张", "mail": "x"}}, "reporter.mail"),
        ({"": 1}, ""),
        ({"resolved": True, "category": None}, "resolved"),
    ],
)
def test_a_report_with_unknown_names_is_refused(world: World, sent: dict[str, Any], field: str) -> None:
    answer = Api(world.here.users["grid_worker"]).post("/incidents/", {**REPORT, **sent})
    errors = is_problem(answer, 422, "invalid")["errors"]
    assert field in errors
    assert ("category" in errors) is ("category" in sent)
    assert not Matter.objects.exists()


def test_grids_take_no_unknown_names_either(world: World) -> None:
    office, grid = Api(world.here.users["body_office"]), world.here.grid
    edit = {"reason": "更正", "name": "新名", "code": "360703"}
    refused = office.patch(f"/grids/{grid.pk}/", edit, If_Match=f'"{grid.version}"')
    assert set(is_problem(refused, 422, "invalid")["errors"]) == {"code"}
    new = {"name": "新", "kind": "basic_grid", "region": world.here.village.pk, "area": 5}
    assert set(is_problem(office.post("/grids/", new), 422, "invalid")["errors"]) == {"area"}
    assert Grid.objects.filter(name__startswith="新").count() == 0


def test_many_unknown_names_do_not_make_a_long_answer(world: World) -> None:
    sent = {**REPORT, **{f"x{number}": 1 for number in range(3000)}}
    answer = Api(world.here.users["grid_worker"]).post("/incidents/", sent)
    assert len(is_problem(answer, 422, "invalid")["errors"]) == 20


@pytest.mark.parametrize(
    ("kind", "action", "sent", "field"),
    [
        ("incidents", "accept", {"bogus": 1}, "bogus"),
        ("incidents", "to_mediation", {"type": "NEIGHBOUR", "restriction": "minor"}, "restriction"),
        ("disputes", "accept", {"note": "x", "bogus": 1}, "bogus"),
        ("disputes", "add_party", {"side": "third", "name": "某某", "is_minro": True}, "is_minro"),
        ("disputes", "add_party", {"side": "third", "name": "某某", "": True}, ""),
    ],
)
def test_an_action_takes_no_unknown_names(
    world: World, kind: str, action: str, sent: dict[str, Any], field: str
) -> None:
    row = given_report(world.here) if kind == "incidents" else given_registration(world.here)
    desk = Api(world.here.users["township_desk"])
    refused = is_problem(desk.post(f"/{kind}/{row.pk}/actions/{action}/", sent), 422, "invalid")
    assert refused["errors"][field] == ["没有这个字段，或者此处不能修改。"]
    assert desk.get(f"/{kind}/{row.pk}/").json()["version"] == 1


def test_unknown_and_missing_names_of_an_action_are_told_together(world: World) -> None:
    dispute = given_registration(world.here)
    path = f"/disputes/{dispute.pk}/actions/comment/"
    desk = Api(world.here.users["township_desk"])
    assert set(is_problem(desk.post(path, {"nota": "x"}), 422)["errors"]) == {"nota", "note"}
    many = desk.post(path, {"note": "好", **{f"x{number}": 1 for number in range(3000)}})
    assert len(is_problem(many, 422)["errors"]) == 20
    assert desk.post(path, {"nota": "x"}, If_Match='"9"').status_code == 412
    assert Api(world.here.users["leader"]).post(path, {"nota": "x"}).status_code in {403, 422}


@pytest.mark.parametrize("path", ["end", "contact", "reveal"])
def test_other_acts_take_no_unknown_names_either(world: World, path: str) -> None:
    here = world.here
    party = given_registration(here).parties.earliest("pk")
    addresses = {
        "end": f"/grid-workers/{GridAssignment.objects.filter(grid=here.grid).earliest('pk').pk}/end/",
        "contact": f"/incidents/{given_report(here).pk}/contact/",
        "reveal": f"/dispute-parties/{party.pk}/reveal/",
    }
    person = "body_office" if path == "end" else "township_desk"
    answer = Api(here.users[person]).post(addresses[path], {"reason": "通知调解时间", "resaon": "x"})
    assert set(is_problem(answer, 422)["errors"]) == {"resaon"}


@pytest.mark.parametrize(
    "path",
    [
        "incidents", "incidents/count", "disputes", "disputes/count", "mediators", "mediation-committees", "regions",
        "grids", "mediation-sessions", "agreements", "referrals", "incident-categories", "grid-workers",
        "screening-campaigns", "notifications", "member-units",
    ],
)  # fmt: skip
def test_a_list_takes_no_unknown_filters(world: World, path: str) -> None:
    office = Api(world.here.users["body_office"])
    assert office.get(f"/{path}/", page_size=2).status_code == 200
    body = is_problem(office.get(f"/{path}/", bogus=1, page_size=2), 400)
    assert body["errors"] == {"bogus": ["此列表没有这个筛选条件。"]}
