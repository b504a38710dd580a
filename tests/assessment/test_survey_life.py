"""A survey from its draft to its publication, and what the house refuses on the way (Article 59; invariant 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from openpyxl import Workbook

from assessment.models import Survey, SurveyAnswer, SurveyArrival, SurveyCode, SurveyResult
from assessment.queries.surveys import index_of, official_index, progress_of, strata_of, surveys_visible
from assessment.services.survey_answers import NotGood, new_form, take_by_code, take_by_phone
from assessment.services.survey_codes import draw_codes, readable
from assessment.services.survey_frames import Over, Sheet
from assessment.services.survey_imports import take_file
from assessment.services.surveys import draft_survey
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from tests.factories.surveys import (
    HEAD,
    Body,
    act,
    county,
    given_survey,
    new_survey,
    plan_of,
    province,
    put_answers,
    put_plan,
    rows_of,
)
from tests.factories.world import Place, World

GOOD = (5, 4, 1, 5, 4, 4, 4, 4, 4, 3, 3)


@pytest.fixture
def body(world: World) -> Body:
    return province(world)


def refused(change: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        change()
    return str(error.value)


def test_only_the_province_surveys_officially(body: Body, here: Place) -> None:
    survey, poll = given_survey(body), given_survey(county(here))
    assert (survey.kind, poll.kind) == ("official", "local_poll")
    assert survey.matter.number.startswith("DC36")
    raw = "update assessment_survey set kind = 'official' where matter_id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raw, [poll.pk])
    with pytest.raises(Forbidden):
        draft_survey(actor=here.actor("township_desk"), data=new_survey())


def test_a_plan_wants_what_keeps_the_margin_in_every_county(body: Body) -> None:
    survey = draft_survey(actor=body.office, data=new_survey(margin=Decimal(3)))
    reading = put_plan(body, survey, plan_of(body.codes, {body.codes[0]: 250_000}))
    assert reading.faults == []
    large, small = sorted(progress_of(survey), key=lambda one: -one.population)
    # 1,067.07 × 1.2 = 1,280.5 out of a million, and corrected for 8,000 people: n / (1 + (n − 1) / N).
    assert (large.wanted, small.wanted) == (1279, 1104)
    assert sum(wanted for _key, wanted, _there in strata_of(survey)) == 2383


def test_a_faulty_plan_says_what_is_wrong_in_which_line_and_changes_nothing(body: Body) -> None:
    survey = given_survey(body)
    before = list(survey.cells.values_list("pk", flat=True))
    lines = [
        "region,sex,age,setting,population",
        f"{body.codes[0][:6]},男,16-29,城镇,100",
        f"{body.codes[0]},male,16_29,urban,5",
        "110101000000,male,16_29,urban,5",
        f"{body.codes[0]},other,15,urban,-1",
    ]
    reading = put_plan(body, survey, "\n".join(lines).encode("gb18030"))
    assert [(one.line, one.column) for one in reading.faults] == [
        (3, ""), (4, "region"), (5, "sex"), (5, "age"), (5, "population"),
    ]  # fmt: skip
    assert list(survey.cells.values_list("pk", flat=True)) == before


def test_in_the_field_nothing_that_is_asked_changes(body: Body) -> None:
    survey = given_survey(body, "fielded")
    question, cell = survey.questions.first(), survey.cells.first()
    assert question is not None
    assert cell is not None
    assert "survey_questions_stay" in refused(
        lambda: survey.questions.filter(pk=question.pk).update(text="?")
    )
    assert "survey_questions_stay" in refused(lambda: question.delete())
    assert "survey_plan_stays" in refused(lambda: survey.cells.filter(pk=cell.pk).update(population=9))
    for change in (
        {"margin": 9},
        {"points": [100, 80, 60, 30, 0]},
        {"least_cell": 1},
        {"closes_on": "2030-01-01"},
    ):
        wanted = change
        assert "fielded_survey_stays" in refused(lambda: Survey.objects.filter(pk=survey.pk).update(**wanted))  # noqa: B023 - called at once
    with pytest.raises(IllegalAction):
        put_plan(body, survey)
    with pytest.raises(IllegalAction):
        act(body, survey, "add_question", section="safety", wording="safe", text="还有呢？")


def test_a_code_is_good_once_and_leaves_no_trace(body: Body) -> None:
    survey = given_survey(body, "fielded")
    (code, other) = draw_codes(actor=body.office, survey_id=survey.pk, region_code=body.codes[0], count=2)
    assert not SurveyCode.objects.filter(digest__contains=code).exists()
    take_by_code(readable(code).upper(), Sheet("female", "60_up", "urban", GOOD, 75))
    with pytest.raises(NotGood):
        take_by_code(code, Sheet("male", "60_up", "urban", GOOD))
    row = SurveyAnswer.objects.get(survey=survey)
    assert (row.region.code, row.channel, row.answered_on) == (body.codes[0], "link", timezone.localdate())
    assert SurveyCode.objects.filter(batch__survey=survey).count() == 1
    names = {field.name for field in SurveyAnswer._meta.concrete_fields}
    assert names == {
        "id", "survey", "region", "sex", "age", "setting", "channel", "answered_on", "seconds", "marks", "flag",
    }  # fmt: skip
    # A refused sheet burns nothing.
    with pytest.raises(Invalid) as wrong:
        take_by_code(other, Sheet("male", "30_44", "urban", (0, *GOOD[1:])))
    assert set(wrong.value.fields) == {"q1"}
    with pytest.raises(Invalid):
        take_by_code(other, Sheet("male", "30_44", "urban", GOOD))  # no such group in this plan
    take_by_code(other, Sheet("male", "60_up", "urban", GOOD))
    # Neither the timeline nor a log tells that, or when, somebody answered.
    actions = list(survey.matter.timeline.values_list("action", flat=True))
    assert actions == ["draft", "plan", "field", "codes"]


@pytest.mark.parametrize("guess", ["", "2222", "2" * 16, "x" * 500, "', --", "2222-2222-2222-222l"])
def test_a_guessed_code_finds_nothing(body: Body, guess: str) -> None:
    given_survey(body, "fielded")
    with pytest.raises(NotGood):
        take_by_code(guess, Sheet("male", "60_up", "urban", GOOD))


def test_codes_are_drawn_for_the_plan_alone_and_by_the_own_office(body: Body, here: Place) -> None:
    draft, survey = given_survey(body), given_survey(body, "fielded")
    for survey_id, code, count, why in (
        (draft.pk, body.codes[0], 5, IllegalAction),
        (survey.pk, here.township.code, 5, Invalid),
        (survey.pk, body.codes[0], 501, Invalid),
        (survey.pk, body.codes[0], 0, Invalid),
    ):
        with pytest.raises(why):
            draw_codes(actor=body.office, survey_id=survey_id, region_code=code, count=count)
    with pytest.raises(Forbidden):
        draw_codes(actor=body.leader, survey_id=survey.pk, region_code=body.codes[0], count=1)
    with pytest.raises(NotFound):
        draw_codes(actor=here.actor("body_office"), survey_id=survey.pk, region_code=body.codes[0], count=1)


def test_a_phone_sheet_counts_once(body: Body) -> None:
    survey, form = given_survey(body, "fielded"), new_form()
    sheet = Sheet("male", "16_29", "urban", GOOD, 60)
    sent = {"actor": body.office, "survey_id": survey.pk, "form": form, "region_code": body.codes[1]}
    assert take_by_phone(**sent, sheet=sheet)
    assert not take_by_phone(**sent, sheet=sheet)
    assert survey.answers.get().channel == "phone"


@pytest.mark.parametrize(
    "column",
    [
        "姓名",
        "手机号",
        "phone",
        "respondent_name",
        "身份证号",
        "IP",
        "openid",
        "住址",
        "被访者编号",
        "weight",
    ],
)
def test_a_column_that_leads_to_a_person_is_refused(body: Body, column: str) -> None:
    survey = given_survey(body, "fielded")
    content = rows_of({body.codes[0]: 1}).decode().replace(HEAD, f"{HEAD},{column}")
    with pytest.raises(Invalid) as wrong:
        take_file(actor=body.office, survey_id=survey.pk, content=content.encode())
    assert "file" in wrong.value.fields
    assert not survey.answers.exists()


def test_a_file_is_taken_whole_once_in_either_format_or_not_at_all(body: Body) -> None:
    survey = given_survey(body, "fielded")
    content = rows_of({body.codes[0]: 12})
    lines = content.decode().split("\n")
    bad = "\n".join([*lines[:3], lines[3].replace("urban", "sea"), lines[4][:-1] + "7", *lines[5:]])
    taken = take_file(actor=body.office, survey_id=survey.pk, content=bad.encode())
    assert [(one.line, one.column) for one in taken.faults] == [(4, "setting"), (5, "q11")]
    assert not survey.answers.exists()
    trial = take_file(actor=body.office, survey_id=survey.pk, content=content, is_trial=True)
    assert (trial.rows, trial.is_kept, survey.answers.count()) == (12, False, 0)
    assert take_file(actor=body.office, survey_id=survey.pk, content=content).is_kept
    book = Workbook()
    for line in [lines[0], *reversed(lines[1:])]:
        book.active.append(
            [int(cell) if cell.isdigit() and len(cell) < 4 else cell for cell in line.split(",")]
        )
    target = BytesIO()
    book.save(target)
    again = take_file(actor=body.office, survey_id=survey.pk, content=target.getvalue())
    assert (again.is_again, survey.answers.count()) == (True, 12)


def test_an_answer_is_never_changed_and_comes_in_the_field_alone(body: Body) -> None:
    survey = given_survey(body, "closed")
    assert "survey_answers_stay" in refused(lambda: survey.answers.update(flag="straight"))
    assert "survey_answers_stay" in refused(
        lambda: SurveyAnswer.objects.filter(survey=survey)._raw_delete("default")
    )
    row = survey.answers.first()
    assert row is not None
    row.pk = row.pk + 1
    assert "answered_in_field" in refused(lambda: row.save(force_insert=True))
    other = given_survey(body, "fielded")
    row.survey, row.sex, row.age = other, "male", "30_44"
    assert "answered_in_field" in refused(lambda: row.save(force_insert=True))


def test_the_end_of_the_field_counts_once_and_forgets_codes(body: Body) -> None:
    survey = given_survey(body, "fielded")
    draw_codes(actor=body.office, survey_id=survey.pk, region_code=body.codes[0], count=3)
    put_answers(body, survey)
    line = f"{body.codes[0]},male,60_up,urban,{timezone.localdate()}"
    flagged = "\n".join([HEAD, f"{line},60{',5' * 11}", f"{line},3,5,4,1,5,4,4,4,4,4,3,3"])
    take_file(actor=body.office, survey_id=survey.pk, content=flagged.encode())
    act(body, survey, "close")
    assert (survey.answered, survey.straight, survey.speeders, survey.coverage) == (122, 1, 1, 100)
    assert not SurveyCode.objects.exists()
    assert not SurveyArrival.objects.exists()
    whole = survey.results.get(region__code="360000000000", section="safety", dimension="")
    assert whole.answers == 120
    assert whole.low is not None
    assert whole.index is not None
    assert whole.high is not None
    assert whole.low < whole.index < whole.high
    # Equal populations, equal answers, equal weights: the index is the plain share of the best two.
    sound = SurveyAnswer.objects.filter(survey=survey, flag="")
    good = [
        sum(mark >= 4 for mark in (m[0], m[1], 6 - m[2], m[3])) for m in sound.values_list("marks", flat=True)
    ]
    assert whole.index == pytest.approx(Decimal(100 * sum(good)) / (4 * len(good)), abs=Decimal("0.0001"))
    assert whole.effective == 120


def test_results_are_frozen_by_the_database_once_published(body: Body) -> None:
    survey = given_survey(body, "published")
    result = survey.results.first()
    assert result is not None
    assert "survey_results_stay" in refused(lambda: survey.results.filter(pk=result.pk).update(index=99))
    assert "survey_results_stay" in refused(lambda: result.delete())
    result.pk, result.group = None, "x"
    assert "survey_results_stay" in refused(lambda: result.save())
    assert "fielded_survey_stays" in refused(lambda: Survey.objects.filter(pk=survey.pk).update(document="x"))
    assert "fielded_survey_stays" in refused(
        lambda: Survey.objects.filter(pk=survey.pk)._raw_delete("default")
    )


def test_whoever_drafted_it_does_not_publish_it(body: Body) -> None:
    survey = given_survey(body, "closed")
    with pytest.raises(Forbidden):
        act(body, survey, "publish", body.office)
    assert "survey_published_by_another" in refused(
        lambda: Survey.objects.filter(pk=survey.pk).update(
            published_at=timezone.now(), published_by=survey.drafted_by
        )
    )


def test_only_what_is_official_and_published_is_cited(body: Body, here: Place, neighbour: Place) -> None:
    today = timezone.localdate()
    year = (today - timedelta(days=300), today + timedelta(days=1))
    poll = given_survey(county(here, neighbour), "published")
    assert poll.results.filter(index__isnull=False).exists()
    assert index_of(poll, here.county.code) is None
    survey = given_survey(body, "closed")
    assert index_of(survey, here.county.code) is None
    assert official_index(here.county.code, "safety", *year) is None
    act(body, survey, "publish")
    found = official_index(here.county.code, "safety", *year)
    assert found is not None
    stored = SurveyResult.objects.get(survey=survey, region=here.county, section="safety", dimension="")
    assert (found.index, found.low, found.answers) == (stored.index, stored.low, 60)
    assert official_index(here.county.code, "satisfaction", *year) is not None
    assert index_of(survey, here.township.code) is None
    assert official_index(here.county.code, "safety", year[1], year[1]) is None


def test_a_county_with_few_answers_is_not_shown_and_not_cited(body: Body) -> None:
    survey = given_survey(body, "fielded")
    put_answers(body, survey, {body.codes[0]: 200, body.codes[1]: 29})
    act(body, survey, "close")
    act(body, survey, "publish")
    # Of two counties and their total, one number less than all tells the others: two are hidden.
    shown = survey.results.filter(section="safety", dimension="", index__isnull=False)
    assert shown.count() == 1
    assert index_of(survey, body.codes[1]) is None


def test_before_publication_it_is_the_bodys_own(body: Body, here: Place, world: World) -> None:
    survey = given_survey(body, "closed")
    readers = [here.actor(role) for role in ("body_office", "leader", "township_desk", "unit_handler")]
    assert surveys_visible(body.leader).count() == 1
    assert not any(surveys_visible(actor).exists() for actor in readers)
    act(body, survey, "publish")
    assert all(surveys_visible(actor).exists() for actor in readers)
    poll = given_survey(county(here))
    assert not surveys_visible(world.far.actor("body_office")).filter(pk=poll.pk).exists()


def test_what_is_withdrawn_takes_no_answers(body: Body) -> None:
    survey = given_survey(body, "fielded")
    (code,) = draw_codes(actor=body.office, survey_id=survey.pk, region_code=body.codes[0], count=1)
    act(body, survey, "withdraw", note="重做")
    with pytest.raises((NotGood, Over)):
        take_by_code(code, Sheet("male", "60_up", "urban", GOOD))
    assert survey.matter.__class__.objects.get(pk=survey.pk).state == "withdrawn"
