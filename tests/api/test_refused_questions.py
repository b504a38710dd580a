"""A question that cannot be read is 400 at its name; it is never answered as if it had been another one."""

from __future__ import annotations

import pytest

from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.factories.incidents import given_report
from tests.factories.world import World


@pytest.mark.parametrize("size", ["0", "-1", "abc", "1.5", "٣", "00", "+5x"])
def test_a_page_of_no_size_is_refused(world: World, size: str) -> None:
    worker = Api(world.here.users["grid_worker"])
    for path in ("/incidents/", "/grids/", "/notifications/"):
        errors = is_problem(worker.get(path, page_size=size), 400, "invalid")["errors"]
        assert errors == {"page_size": ["请填写 1 到 200 之间的整数。"]}


def test_a_page_of_any_size_that_can_be_read_is_answered(world: World) -> None:
    given_report(world.here)
    worker = Api(world.here.users["grid_worker"])
    for size in ("1", "007", "200", "5000", "9" * 5000, ""):
        assert len(worker.get("/incidents/", page_size=size).json()["results"]) == 1, size


@pytest.mark.parametrize("path", ["/incidents/", "/incidents/count/"])
def test_a_class_that_never_was_is_refused(world: World, path: str) -> None:
    worker = Api(world.here.users["grid_worker"])
    for code in ("ZZ", "appeal", "A" * 41, "APPEAL\0"):
        assert set(is_problem(worker.get(path, category=code), 400, "invalid")["errors"]) == {"category"}
    assert worker.get(path, category="APPEAL").status_code == 200
    assert worker.get(path, category="").status_code == 200


def test_the_page_shows_an_empty_list_with_the_error_above_it(world: World) -> None:
    given_report(world.here)
    client = world.here.client("township_desk")
    answer = client.get("/incidents/", {"tab": "all", "category": "ZZ"})
    assert answer.status_code == 200
    assert (answer.context["rows"], len(answer.context["found"].errors)) == ([], 1)
    assert answer.context["found"].errors[0] in answer.content.decode()
