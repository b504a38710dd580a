"""Surveys through their doors: the office's pages, the public's page, the API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessment.models import Survey, SurveyAnswer, SurveyCode
from assessment.services.survey_codes import draw_codes
from tests.factories.surveys import Body, act, given_survey, plan_of, province, put_answers, rows_of
from tests.factories.world import Place, World, signed_in

ANSWERS = {
    "sex": "female",
    "age": "60_up",
    "setting": "urban",
    **{f"q{at}": 4 for at in range(1, 12)},
    "q3": 2,
}


@pytest.fixture(autouse=True)
def nobody_has_knocked() -> None:
    cache.clear()


@pytest.fixture
def body(world: World) -> Body:
    return province(world)


@pytest.fixture
def office(world: World) -> Client:
    return signed_in(world.province_office)


def file_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("rows.csv", content, content_type="text/csv")


def a_code(body: Body, survey: Survey) -> str:
    (code,) = draw_codes(actor=body.office, survey_id=survey.pk, region_code=body.codes[0], count=1)
    return code


def test_an_office_takes_a_survey_from_draft_to_results_by_pages(
    body: Body, office: Client, here: Place
) -> None:
    today = timezone.localdate().isoformat()
    words: dict[str, Any] = {"title": "平安建设满意度调查", "introduction": "约三分钟"}
    days = dict.fromkeys(("period_from", "period_to", "opens_on", "closes_on"), today)
    refused = office.post(
        "/assessment/surveys/new/", {**words, **days, "closes_on": "2020-01-01", "margin": "0.01"}
    )
    assert refused.status_code == 422
    assert "平安建设满意度调查" in refused.content.decode()
    assert office.post("/assessment/surveys/new/", {**words, **days, "margin": "8"}).status_code == 302
    survey = Survey.objects.get()
    page = f"/assessment/surveys/{survey.pk}/"
    bad = office.post(f"{page}plan/", {"file": file_of(b"region,name,sex,age,setting,population\n")})
    assert (bad.status_code, survey.cells.count()) == (422, 0)
    assert office.post(f"{page}actions/field/", {"note": ""}).status_code == 422  # no plan yet
    assert office.post(f"{page}plan/", {"file": file_of(plan_of(body.codes))}).status_code == 302
    assert office.post(f"{page}actions/field/", {"note": ""}).status_code == 302
    sheet = office.post(f"{page}codes/", {"region": body.codes[0], "count": 3})
    assert (sheet.status_code, sheet["Cache-Control"], SurveyCode.objects.count()) == (200, "no-store", 3)
    links = re.findall(r"/survey/([2-9a-z]{16})/", sheet.content.decode())
    assert len(links) == 3
    assert sheet.content.decode().count('class="qr"') == 3
    assert office.get(f"{page}codes/").content.decode().count('class="qr"') == 0
    phone = office.get(f"{page}phone/").content.decode()
    number = re.search(r'name="form_number" value="([^"]+)"', phone)
    assert number is not None
    spoken = {**ANSWERS, "region": body.codes[1], "form_number": number[1]}
    assert office.post(f"{page}phone/", {**spoken, "q1": ""}).status_code == 422
    for _tap in range(2):
        assert office.post(f"{page}phone/", spoken).status_code == 302
    assert survey.answers.count() == 1
    rows = rows_of(dict.fromkeys(body.codes, 60))
    assert office.post(f"{page}answers/", {"file": file_of(rows), "is_trial": "on"}).status_code == 200
    assert (
        office.post(f"{page}answers/", {"file": file_of(rows.replace(b"urban", b"sea", 1))}).status_code
        == 422
    )
    for _time in range(2):
        assert office.post(f"{page}answers/", {"file": file_of(rows)}).status_code == 302
    assert survey.answers.count() == 121
    assert "121" in office.get(page).content.decode()
    assert office.post(f"{page}actions/close/", {"note": ""}).status_code == 302
    shown = office.get(page).content.decode()
    assert shown.count('class="whisker"') == 3
    groups = office.get(page, {"section": "satisfaction", "by": "sex"}).content.decode()
    assert groups.count('class="whisker"') == 6
    assert office.get(page, {"section": "x", "by": "name"}).status_code == 200
    assert here.client("body_office").get(page).status_code == 404
    act(body, survey, "publish", document="赣平安办〔2026〕12号")
    seen = here.client("township_desk").get(page).content.decode()
    assert "赣平安办〔2026〕12号" in seen
    assert (
        office.get("/assessment/surveys/", {"tab": "official"}).content.decode().count(survey.matter.number)
        >= 1
    )


def test_who_holds_a_code_answers_once_without_an_account(body: Body) -> None:
    survey = given_survey(body, "fielded", contractor="省统计局社情民意调查中心")
    code, anybody = a_code(body, survey), Client(enforce_csrf_checks=False)
    typed = anybody.post("/survey/", {"code": f" {code[:8].upper()}-{code[8:]} "})
    assert typed["Location"] == f"/survey/{code}/"
    form = anybody.get(f"/survey/{code}/")
    text = form.content.decode()
    assert (form["Cache-Control"], form["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "<script" not in text
    assert "sessionid" not in form.cookies
    assert text.count('type="radio"') == 2 + 4 + 2 + 5 * 11
    began = re.search(r'name="began" value="([^"]+)"', text)
    assert began is not None
    missing = anybody.post(f"/survey/{code}/", {**ANSWERS, "q5": "", "began": began[1]})
    assert missing.status_code == 422
    assert SurveyCode.objects.count() == 1
    done = anybody.post(f"/survey/{code}/", {**ANSWERS, "began": began[1]})
    assert (done.status_code, done["Location"]) == (302, "/survey/thanks/")
    assert anybody.get(done["Location"]).status_code == 200
    row = SurveyAnswer.objects.get()
    assert (row.marks[2], row.seconds is not None, row.region.code) == (2, True, body.codes[0])
    for again in (anybody.get(f"/survey/{code}/"), anybody.post(f"/survey/{code}/", ANSWERS)):
        assert again.status_code == 404
        assert survey.matter.title not in again.content.decode()
    assert SurveyAnswer.objects.count() == 1


def test_the_questions_are_read_in_english_too(body: Body) -> None:
    code = a_code(body, given_survey(body, "fielded"))
    text = Client(headers={"accept-language": "en"}).get(f"/survey/{code}/").content.decode()
    assert "how safe do you feel where you live?" in text


def test_whoever_guesses_codes_is_slowed_down_and_learns_nothing(body: Body, time_machine: Any) -> None:
    time_machine.move_to(timezone.now(), tick=False)  # within one window
    code, guesser = a_code(body, given_survey(body, "fielded")), Client()
    answers = [
        guesser.get(f"/survey/{'2' * 15}{letter}/") for letter in "23456789abcdefghjkmnpqrstuvwxyz" * 2
    ]
    assert {one.status_code for one in answers[:60]} == {404}
    assert [one.status_code for one in answers[60:]] == [429, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert guesser.post("/survey/", {"code": "x' or 1=1"}).status_code == 422
    assert guesser.get("/survey/../etc/passwd/").status_code == 404
    # Whoever is behind another line answers meanwhile; and a good code stays good for the one that waited.
    cache.clear()
    assert guesser.post(f"/survey/{code}/", ANSWERS).status_code == 302


def test_a_code_is_good_while_the_field_is_open(body: Body, time_machine: Any) -> None:
    survey = given_survey(body, "fielded")
    code = a_code(body, survey)
    time_machine.move_to(timezone.now() + timedelta(days=21), tick=False)
    assert Client().get(f"/survey/{code}/").status_code == 410
    assert Client().post(f"/survey/{code}/", ANSWERS).status_code == 410
    assert not survey.answers.exists()


def test_programs_do_the_same_and_read_what_may_be_shown(body: Body, office: Client) -> None:
    today = timezone.localdate().isoformat()
    days = dict.fromkeys(("period_from", "period_to", "opens_on", "closes_on"), today)
    sent = {"title": "调查", "introduction": "约三分钟", **days}
    made = office.post("/api/v1/surveys/", sent, content_type="application/json")
    assert made.status_code == 201
    found = made.json()
    assert (found["survey_kind"], found["state"], len(found["questions"])) == ("official", "drafted", 11)
    assert found["sources"]["margin"]["source"]
    wrong = office.post(
        "/api/v1/surveys/", {**sent, "closes_on": "2019-01-01"}, content_type="application/json"
    )
    assert (wrong.status_code, "closes_on" in wrong.json()["errors"]) == (422, True)
    url = f"/api/v1/surveys/{found['id']}/"
    names = {one["name"] for one in office.get(f"{url}actions/").json()["results"]}
    assert names == {"edit", "add_question", "drop_question", "field", "withdraw", "comment"}
    survey = given_survey(body, "fielded")
    put_answers(body, survey, {body.codes[0]: 60, body.codes[1]: 12})
    url = f"/api/v1/surveys/{survey.pk}/"
    there = {one["region"]: one["answers"] for one in office.get(f"{url}progress/").json()["results"]}
    assert there == {body.codes[0]: 60, body.codes[1]: 12}
    assert office.get(f"{url}results/").json()["results"] == []
    assert office.post(f"{url}actions/close/", {}, content_type="application/json").status_code == 200
    results = office.get(f"{url}results/").json()["results"]
    hidden = [one for one in results if one["index"] is None]
    assert (len(results), len(hidden)) == (3, 2)
    assert all(one["answers"] is None for one in hidden)
    assert office.get(f"{url}results/?section=name").status_code == 400
    assert office.get("/api/v1/surveys/count/?whose=official").json() == {"count": 2}
