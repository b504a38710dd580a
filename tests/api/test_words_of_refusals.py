"""A refusal is a sentence in the reader's language, at the name that was sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import API, Api
from tests.api.test_bad_input import is_problem
from tests.api.test_incident_life import REPORT
from tests.factories.world import World


@pytest.fixture
def worker(world: World) -> Api:
    return Api(world.here.users["grid_worker"])


def sent(worker: Api, body: Any, language: str = "zh-hans", media_type: str = "application/json") -> Any:
    return worker.browser.post(
        f"{API}/incidents/", body, content_type=media_type, headers={"Accept-Language": language}
    )


@pytest.mark.parametrize("body", ["{", '{"a": NaN}', b"\xff\xfe", '{"a": ' + "9" * 5000 + "}"])
def test_json_that_cannot_be_read_is_told_without_the_words_of_a_library(worker: Api, body: Any) -> None:
    chinese = is_problem(sent(worker, body), 400, "parse_error")
    assert chinese["title"].startswith("无法按") and "error" not in chinese["detail"].lower()
    english = is_problem(sent(worker, body, "en"), 400, "parse_error")
    assert english["title"].startswith("This is not readable JSON")


def test_the_place_of_the_fault_is_named(worker: Api) -> None:
    body = is_problem(sent(worker, '{"a": 1,\n "b": }'), 400)
    assert "第 2 行第 7 个字符" in body["title"]


def test_an_empty_document_is_told_in_chinese(worker: Api) -> None:
    assert is_problem(sent(worker, "null"), 422)["errors"] == {
        "": ["没有收到内容，请按接口说明发送 JSON 对象。"]
    }


def test_a_form_that_cannot_be_read_is_told_in_chinese(worker: Api) -> None:
    answer = worker.browser.post(f"{API}/attachments/", b"x", content_type="multipart/form-data")
    assert is_problem(answer, 400, "parse_error")["title"].startswith("无法读取所发的表单")


def test_a_search_with_a_character_that_cannot_be_stored_says_so(worker: Api) -> None:
    errors = is_problem(worker.get("/incidents/", q="灯\0"), 400)["errors"]
    assert errors == {"q": ["文字中有无法保存的字符（空字符），请删去后再试。"]}


def test_a_text_that_is_too_long_is_not_called_a_variable(worker: Api) -> None:
    errors = is_problem(worker.get("/incidents/", q="灯" * 101), 400)["errors"]
    assert errors == {"q": ["太长了：最多 100 个字，现在 101 个字。"]}
    desk = is_problem(worker.get("/incidents/", state="no"), 400)["errors"]
    assert desk == {"state": ["没有“no”这个选项，请从所列选项中选择。"]}


def test_a_bad_phone_is_named_where_it_was_sent(world: World, worker: Api) -> None:
    answer = worker.post("/incidents/", {**REPORT, "reporter": {"name": "张", "phone": "12"}})
    assert set(is_problem(answer, 422)["errors"]) == {"reporter.phone"}
    page = world.here.client("grid_worker").post(
        "/report/", {"category": REPORT["category"], "description": "灯", "reporter_phone": "12"}
    )
    assert page.context["form"].errors["reporter_phone"]
