"""Programs do what the pages of a survey do: plan, codes, rows of a third party; and its results as a file."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from assessment.models import Survey, SurveyAnswer, SurveyCode
from assessment.pages.survey_exports import COLUMNS
from pingan.common.models import IdempotencyRecord
from pingan.web.models import IssuedFile
from tests.factories.surveys import Body, act, county, given_survey, plan_of, province, put_answers, rows_of
from tests.factories.world import Place, World, signed_in

PURPOSE = {"format": "csv", "columns": "all", "purpose": "向社会公布"}


@pytest.fixture
def body(world: World) -> Body:
    cache.clear()
    return province(world)


@pytest.fixture
def office(world: World) -> Client:
    return signed_in(world.province_office)


def sent(content: bytes, **more: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("rows.csv", content, content_type="text/csv"), **more}


def test_a_program_brings_a_plan_in_and_reads_it(body: Body, office: Client, here: Place) -> None:
    survey = given_survey(body)
    url = f"/api/v1/surveys/{survey.pk}/plan/"
    assert len(office.get(url).json()["results"]) == 8
    wrong = plan_of(body.codes).replace(b"female", b"nobody", 1)
    refused = office.post(url, sent(wrong))
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["line 4, sex"]
    named = office.post(url, sent(b"region,name,sex,age,setting,population\n"))
    assert (named.status_code, list(named.json()["errors"])) == (422, ["file"])
    assert survey.cells.count() == 8
    done = office.post(url, sent(plan_of(body.codes[:1], {body.codes[0]: 500})))
    assert done.status_code == 200
    found = done.json()["results"]
    assert [(one["region"], one["sex"], one["population"]) for one in found][:2] == [
        (body.codes[0], "female", 500),
        (body.codes[0], "female", 500),
    ]
    assert all(0 < one["wanted"] < 500 for one in found)
    assert here.client("body_office").post(url, sent(plan_of(body.codes))).status_code == 404
    act(body, survey, "field")
    assert office.post(url, sent(plan_of(body.codes))).status_code == 409


def test_codes_are_told_a_program_once_and_stand_in_no_stored_answer(body: Body, office: Client) -> None:
    survey = given_survey(body, "fielded")
    url, asked = f"/api/v1/surveys/{survey.pk}/codes/", {"region": body.codes[0], "count": 2}
    key = {"Idempotency-Key": "codes-1"}
    drawn = [office.post(url, asked, content_type="application/json", headers=key) for _time in range(2)]
    assert {(one.status_code, one["Cache-Control"]) for one in drawn} == {(201, "no-store")}
    codes = [one["code"] for answer in drawn for one in answer.json()["codes"]]
    # Nothing is replayed: what could be, would be kept. Whoever lost an answer draws anew.
    assert (len(set(codes)), SurveyCode.objects.count()) == (4, 4)
    assert not IdempotencyRecord.objects.exists()
    link = drawn[0].json()["codes"][0]["link"]
    assert re.fullmatch(r"http://testserver/survey/[2-9a-z]{16}/", link)
    assert Client().get(link).status_code == 200
    for wrong, field in (
        ({"region": "110101000000", "count": 1}, "region"),
        ({**asked, "count": 501}, "count"),
    ):
        refused = office.post(url, wrong, content_type="application/json")
        assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])


def test_a_program_brings_in_a_third_partys_rows_whole_and_once(
    body: Body, office: Client, here: Place
) -> None:
    survey, rows = given_survey(body, "fielded"), rows_of(dict.fromkeys(body.codes, 6))
    url = f"/api/v1/surveys/{survey.pk}/answers/"
    trial = office.post(url, sent(rows, is_trial="true"))
    assert (trial.status_code, trial.json()) == (200, {"rows": 12, "is_kept": False, "is_again": False})
    bad = office.post(url, sent(rows.replace(b"urban", b"sea", 1)))
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["line 2, setting"])
    named = office.post(url, sent(rows.replace(b"seconds", "手机号".encode(), 1)))
    assert (named.status_code, list(named.json()["errors"])) == (422, ["file"])
    head, first = rows.split(b"\n")[:2]
    short = office.post(url, sent(b"\n".join([head, first.split(b",")[0]])))
    assert short.status_code == 422 and "line 2, date" in short.json()["errors"]
    longer = office.post(url, sent(b"\n".join([head, first.strip() + b",,1"])))
    assert (longer.status_code, list(longer.json()["errors"])) == (422, ["line 2"])
    assert not SurveyAnswer.objects.exists()
    assert office.post(url, sent(rows)).status_code == 201
    assert office.post(url, sent(rows)).json() == {"rows": 12, "is_kept": False, "is_again": True}
    assert survey.answers.count() == 12
    assert office.post(url, {}).status_code == 422
    assert here.client("body_office").post(url, sent(rows)).status_code == 404


def exported(client: Client, survey: Survey, file_format: str = "csv") -> bytes:
    door = f"/assessment/surveys/results/export/?survey={survey.pk}"
    answer = client.post(door, {**PURPOSE, "format": file_format})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_results_of_a_published_survey_are_a_file_without_what_is_hidden(
    body: Body, office: Client, here: Place, world: World
) -> None:
    survey = given_survey(body, "fielded")
    put_answers(body, survey, {body.codes[0]: 60, body.codes[1]: 12})
    act(body, survey, "close")
    door = f"/assessment/surveys/results/export/?survey={survey.pk}"
    assert office.get(door).status_code == 404  # nobody cites what is not published
    act(body, survey, "publish", document='=HYPERLINK("http://x.example","y")')
    assert "results/export/?survey=" in office.get(f"/assessment/surveys/{survey.pk}/").content.decode()
    reader = here.client("unit_handler")
    assert reader.get(door).status_code == 200
    lines = list(csv.reader(io.StringIO(exported(reader, survey).decode("utf-8-sig"))))
    keys = [column.key for column in COLUMNS]
    rows = [dict(zip(keys, line, strict=True)) for line in lines[1:] if len(line) == len(keys)]
    kept = {(row.region.code, row.dimension, row.group, row.section): row for row in survey.results.all()}
    assert len(rows) == len(kept)
    numbers = ("index", "low", "high", "answers", "effective", "place", "best", "worst", "band")
    hidden = [row for row in rows if not row["index"]]
    assert 0 < len(hidden) < len(rows)
    assert len(hidden) == sum(row.index is None for row in kept.values())
    assert not any(row[name] for row in hidden for name in numbers)
    shown = {Decimal(row["index"]) for row in rows if row["index"]}
    assert shown == {row.index for row in kept.values() if row.index is not None}
    # What somebody typed is text in a spreadsheet, in both formats.
    assert {row["document"] for row in rows} == {'\'=HYPERLINK("http://x.example","y")'}
    sheet = load_workbook(io.BytesIO(exported(office, survey, "xlsx"))).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert sorted(IssuedFile.objects.values_list("format", flat=True)) == ["csv", "xlsx"]
    poll = given_survey(county(here), "published")
    far = world.far.client("body_office")
    assert far.get(door.replace(str(survey.pk), str(poll.pk))).status_code == 404
