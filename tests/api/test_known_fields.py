"""A name that nobody reads is refused where it was sent: silence would look like a change."""

from __future__ import annotations

from typing import Any

import pytest

from grids.models import Grid
from pingan.matters.models import Matter
from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.api.test_incident_life import REPORT
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
