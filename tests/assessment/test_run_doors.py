"""Runs through page and API: preparing, reporting, confirming, reviewing, objecting, tracing; who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessment.models import AssessmentRun, Objection, Score, SelfReport
from assessment.queries.runs import objection_clock
from tests.factories.runs import (
    act,
    compute,
    counting_toys,
    given_report,
    given_run,
    given_scheme,
    given_toys,
    indicator_of,
    leaf,
    unit_of,
)
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
API = "/api/v1/assessment-runs/"


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


def post(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, data, content_type="application/json")


def test_a_year_by_browser(here: Place, neighbour: Place) -> None:
    given_toys(here.township, 3, 1)
    office, desk = here.client("body_office"), here.client("township_desk")
    scheme = given_scheme(here.county)
    form = office.get("/assessment/runs/new/")
    assert form.status_code == 200
    days = {"since": "2025-01-01", "until": "2025-12-31", "report_until": "2027-01-31"}
    sent = office.post(
        "/assessment/runs/new/", {"scheme": scheme.pk, "title": "2025年度考核", "level": "", **days}
    )
    assert sent.status_code == 302, sent.content.decode()
    run = AssessmentRun.objects.get()
    page = f"/assessment/runs/{run.pk}/"
    assert desk.get(page).status_code == 404
    assert office.post(f"{page}actions/open/", {"note": ""}).status_code == 302
    unit, c = unit_of(run, here), indicator_of(run, "C")
    own = f"{page}units/{unit.pk}/"
    assert "待上报" in desk.get(own).content.decode()
    refused = desk.post(f"{own}{c.pk}/report/", {"part": "12", "whole": "10"})
    assert refused.status_code == 422
    assert "分子不能大于分母" in refused.content.decode()
    assert (
        desk.post(f"{own}{c.pk}/report/", {"part": "9", "whole": "10", "text": "见附件"}).status_code == 302
    )
    assert desk.get(f"{page}units/{unit_of(run, neighbour).pk}/").status_code == 404
    assert office.post(f"{page}actions/lock/", {"note": "按工作安排"}).status_code == 302
    assert "已计算" in office.get(page).content.decode()
    compute(run)
    # Under review the township sees no points yet.
    assert "37.5000" not in desk.get(own).content.decode()
    assert "37.5000" in office.get(own).content.decode()
    a = indicator_of(run, "A")
    assert office.post(f"{own}{a.pk}/change/", {"points": "29", "reason": ""}).status_code == 422
    assert (
        office.post(f"{own}{a.pk}/change/", {"points": "29", "reason": "抽查一件未办结"}).status_code == 302
    )
    assert office.post(f"{page}actions/announce/", {"note": ""}).status_code == 302
    assert "抽查一件未办结" in desk.get(own).content.decode()
    assert desk.post(f"{own}{a.pk}/object/", {"text": "该件已办结"}).status_code == 302
    objection = Objection.objects.get()
    said = {"verdict": "uphold", "points": "37", "answer": "属实"}
    answer = f"{page}objections/{objection.pk}/answer/"
    assert office.post(answer, said).status_code == 403
    assert here.client("leader").post(answer, said).status_code == 302
    clock = objection_clock(run)
    assert clock is not None
    assert clock.due_at is not None
    with time_machine.travel(clock.due_at + timedelta(hours=1), tick=False):
        leader = here.client("leader")
        assert leader.post(f"{page}actions/finalise/", {"note": ""}).status_code == 302
    table = here.client("township_desk").get(f"{page}units/").content.decode()
    assert neighbour.township.name in table
    assert "84.5000" in table
    assert "良好" in table


def test_a_year_by_api(here: Place, neighbour: Place) -> None:
    given_toys(here.township, 3, 1)
    office, desk = here.client("body_office"), here.client("township_desk")
    scheme = given_scheme(here.county)
    days = {"since": "2025-01-01", "until": "2025-12-31", "report_until": "2027-01-31"}
    refused = post(office, API, scheme=scheme.pk, title="考核", **{**days, "until": "2024-01-01"})
    assert refused.status_code == 422
    made = post(office, API, scheme=scheme.pk, title="考核", **days)
    assert made.status_code == 201, made.content
    run = AssessmentRun.objects.get()
    base = f"{API}{run.pk}/"
    assert post(office, f"{base}actions/open/").status_code == 200
    unit, c = unit_of(run, here), indicator_of(run, "C")
    reported = post(desk, f"/api/v1/assessed-units/{unit.pk}/reports/", indicator=c.pk, part="9", whole="10")
    assert reported.status_code == 201, reported.content
    assert post(desk, f"/api/v1/assessment-self-reports/{reported.json()['id']}/confirm/").status_code == 403
    back = post(office, f"/api/v1/assessment-self-reports/{reported.json()['id']}/return/", reason="缺佐证")
    assert (back.status_code, back.json()["state"]) == (200, "returned")
    again = post(desk, f"/api/v1/assessed-units/{unit.pk}/reports/", indicator=c.pk, part="9", whole="10")
    assert again.status_code == 201
    assert post(office, f"{base}actions/lock/", note="按工作安排").status_code == 200
    compute(run)
    assert desk.get(f"/api/v1/assessed-units/{unit.pk}/scores/").json()["results"] == []
    scores = office.get(f"/api/v1/assessed-units/{unit.pk}/scores/").json()["results"]
    first = next(row for row in scores if row["indicator_code"] == "A")
    assert (first["points"], first["part"], first["whole"]) == ("37.5000", "3.0000", "4.0000")
    records = office.get(f"/api/v1/assessment-scores/{first['id']}/records/?which=out").json()["results"]
    assert [row["facts"]["code"] for row in records] == ["T0"]
    assert (
        post(office, f"/api/v1/assessment-scores/{first['id']}/change/", points="29", reason="核查").json()[
            "points"
        ]
        == "29.0000"
    )
    assert post(office, f"{base}actions/announce/").status_code == 200
    made = post(desk, f"/api/v1/assessed-units/{unit.pk}/objections/", indicator=c.pk, text="有误")
    assert made.status_code == 201
    answer = post(
        office, f"/api/v1/assessment-objections/{made.json()['id']}/answer/", is_upheld=False, answer="无误"
    )
    assert answer.json()["is_upheld"] is False
    units = office.get(f"{base}units/").json()["results"]
    assert {row["name"] for row in units} == {here.township.name, neighbour.township.name}
    assert neighbour.client("township_desk").get(f"/api/v1/assessed-units/{unit.pk}/").status_code == 404


def test_three_clicks_lead_from_a_score_to_the_records_as_they_stood(here: Place, neighbour: Place) -> None:
    toys = given_toys(here.township, 3, 1)
    run = given_run(here, "reviewing")
    office = here.client("body_office")
    unit, a = unit_of(run, here), indicator_of(run, "A")
    table = office.get(f"/assessment/runs/{run.pk}/units/").content.decode()
    assert f"/assessment/runs/{run.pk}/units/{unit.pk}/" in table
    trace = f"/assessment/runs/{run.pk}/units/{unit.pk}/{a.pk}/"
    assert trace in office.get(f"/assessment/runs/{run.pk}/units/{unit.pk}/").content.decode()
    shown = office.get(trace).content.decode()
    assert all(one.name in shown for one in toys[:3])
    assert "share(toy.on_time)" in shown
    toys[3].delete()
    assert toys[3].name in office.get(f"{trace}?which=out").content.decode()
    assert here.client("auditor").get(trace).status_code == 200
    assert neighbour.client("township_desk").get(trace).status_code == 404


def test_the_department_that_supplies_a_number_finds_and_confirms_it(here: Place, neighbour: Place) -> None:
    supplied = leaf(
        "C", weight="100", source="reported", expression="own.part", supplier=here.units["housing"]
    )
    run = given_run(here, "collecting", scheme=given_scheme(here.county, (supplied,)))
    made = given_report(here, run, "C", "80", is_confirmed=False)
    url = f"/assessment/runs/{run.pk}/confirmations/"
    supplier = here.client("unit_handler_2")
    assert here.township.name in supplier.get(url).content.decode()
    assert here.client("unit_handler").get(url).status_code == 404
    assert supplier.post(f"{url}{made.pk}/confirm/").status_code == 302
    assert SelfReport.objects.get(pk=made.pk).state == "confirmed"


def test_what_if_answers_on_a_page_and_refuses_nonsense_at_its_field(here: Place, neighbour: Place) -> None:
    given_toys(here.township, 3, 1)
    run = given_run(here, "reviewing")
    office = here.client("body_office")
    url = f"/assessment/runs/{run.pk}/what-if/"
    assert office.get(url).status_code == 200
    chosen = office.get(url, {"group": "乡", "indicator": "A"}).content.decode()
    assert 'name="param_floor"' in chosen and 'value="40.00"' in chosen
    asked = {
        "group": "乡",
        "indicator": "A",
        "shown_for": "A",
        "weight": "10",
        "param_floor": "0",
        "param_target": "90",
    }
    assert here.township.name in office.get(url, asked).content.decode()
    for wrong in (
        {"param_floor": "x"},
        {"param_target": ""},
        {"param_floor": "90"},
        {"weight": "-1"},
        {"group": "国"},
    ):
        assert office.get(url, {**asked, **wrong}).status_code == 422
    assert office.get(url, {"group": "乡", "indicator": "？"}).status_code == 422
    other = office.get(url, {**asked, "indicator": "D"}).content.decode()
    assert 'name="param_per_problem"' in other and here.township.name not in other
    assert here.client("township_desk").get(url).status_code in {403, 404}


def test_counts_of_the_list_and_of_every_page_do_not_grow_with_rows(
    here: Place, neighbour: Place, django_assert_max_num_queries: Any
) -> None:
    given_toys(here.township, 3, 1)
    run = given_run(here, "preliminary")
    office = here.client("body_office")
    for url in (
        "/assessment/runs/", f"/assessment/runs/{run.pk}/", f"/assessment/runs/{run.pk}/units/",
        f"/assessment/runs/{run.pk}/confirmations/", f"/assessment/runs/{run.pk}/objections/",
    ):  # fmt: skip
        with django_assert_max_num_queries(45):
            assert office.get(url).status_code == 200
    assert Score.objects.filter(run=run).count() == 2 * 6
    assert act(here, run, "comment", note="已通知").matter.state == "preliminary"
