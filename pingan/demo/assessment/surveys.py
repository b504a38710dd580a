"""Surveys in the demo: the province's official one is published, the demo county's own poll is in the field."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from assessment.models import Survey
from assessment.services.survey_codes import draw_codes
from assessment.services.survey_imports import take_file
from assessment.services.survey_plans import bring_in_plan
from assessment.services.surveys import NewSurvey, draft_survey
from pingan.demo.assessment.stage import OFFICE
from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage

_HEAD = "region,sex,age,setting,date,seconds,q1,q2,q3,q4,q5,q6,q7,q8,q9,q10,q11"
_CELLS = [
    (sex, age, setting)
    for sex in ("male", "female")
    for age in ("16_29", "30_44", "45_59", "60_up")
    for setting in ("urban", "rural")
]
#: Counties of the city with how likely a good answer is; the last has too few answers to be shown.
_COUNTIES: tuple[tuple[str, float, int], ...] = (
    ("360702000000", 0.95, 240), ("360703000000", 0.93, 240), ("360704000000", 0.92, 240),
    ("360722000000", 0.89, 160), ("360723000000", 0.96, 160), ("360724000000", 0.9, 20),
)  # fmt: skip
_TOWNS: tuple[tuple[str, float, int], ...] = (("360703001000", 0.94, 60), ("360703203000", 0.88, 44))
_CODES = 20
_SEED = 59


def show_surveys(stage: RiskStage) -> None:
    """Walk both; the official one through its publication by the province's leader."""
    _official(stage, "sheng_bangongshi", "sheng_lingdao")
    _poll(stage)
    _ended_poll(stage)


def _official(stage: RiskStage, office: str, leader: str) -> Survey:
    with days_ago(80):
        year = timezone.localdate().year
        survey = _planned(
            stage,
            office,
            NewSurvey(
                title=f"{year}年全省公众安全感和满意度调查（第一轮）",
                introduction="请谈谈您在当地生活的安全感受和对政法工作的看法，约三分钟，不记姓名。",
                period_from=_on(-180),
                period_to=_on(0),
                opens_on=_on(0),
                closes_on=_on(20),
                contractor="某调查机构（演示）",
            ),
            [code for code, _good, _number in _COUNTIES],
        )
    with days_ago(79):
        stage.do("survey", survey.pk, "field", office)
    with days_ago(60):
        _taken(stage, office, survey, _COUNTIES)
        stage.do("survey", survey.pk, "close", office)
    with days_ago(57):
        stage.do("survey", survey.pk, "publish", leader, document=f"赣平安办〔{year}〕18号（演示）")
    return survey


def _poll(stage: RiskStage) -> None:
    """In the field: codes are out, a first file has come in."""
    with days_ago(9):
        survey = _planned(
            stage,
            OFFICE,
            NewSurvey(
                title="南康区夜间安全感小调查",
                introduction="请谈谈您夜间出行的感受，约两分钟，不记姓名。",
                period_from=_on(-90),
                period_to=_on(0),
                opens_on=_on(0),
                closes_on=_on(30),
            ),
            [code for code, _good, _number in _TOWNS],
        )
    with days_ago(8):
        stage.do("survey", survey.pk, "field", OFFICE)
        for code, _good, _number in _TOWNS:
            draw_codes(actor=stage.cast[OFFICE], survey_id=survey.pk, region_code=code, count=_CODES)
    with days_ago(2):
        _taken(stage, OFFICE, survey, _TOWNS)


def _ended_poll(stage: RiskStage) -> None:
    """Counted, and to be published by the leader."""
    with days_ago(40):
        survey = _planned(
            stage,
            OFFICE,
            NewSurvey(
                title="南康区矛盾纠纷调解满意度小调查",
                introduction="请谈谈您对身边矛盾纠纷调解工作的看法，约两分钟，不记姓名。",
                period_from=_on(-120),
                period_to=_on(0),
                opens_on=_on(0),
                closes_on=_on(15),
            ),
            [code for code, _good, _number in _TOWNS],
        )
        stage.do("survey", survey.pk, "field", OFFICE)
    with days_ago(27):
        _taken(stage, OFFICE, survey, _TOWNS)
        stage.do("survey", survey.pk, "close", OFFICE)


def _planned(stage: RiskStage, office: str, data: NewSurvey, codes: Sequence[str]) -> Survey:
    survey = draft_survey(actor=stage.cast[office], data=data)
    reading = bring_in_plan(actor=stage.cast[office], survey_id=survey.pk, content=_plan(codes))
    if reading.faults:
        raise AssertionError(f"the demo's plan has faults: {reading.faults[0]}")
    return survey


def _taken(stage: RiskStage, office: str, survey: Survey, counts: Sequence[tuple[str, float, int]]) -> None:
    taken = take_file(actor=stage.cast[office], survey_id=survey.pk, content=_rows(counts))
    if taken.faults:
        raise AssertionError(f"the demo's answers have faults: {taken.faults[0]}")


def _on(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _plan(codes: Iterable[str]) -> bytes:
    people: Mapping[str, int] = {"16_29": 9_000, "30_44": 14_000, "45_59": 13_000, "60_up": 10_000}
    lines = ["region,sex,age,setting,population"]
    for code in codes:
        lines += [f"{code},{sex},{age},{setting},{people[age]}" for sex, age, setting in _CELLS]
    return "\n".join(lines).encode()


def _rows(counts: Sequence[tuple[str, float, int]]) -> bytes:
    """Return a third party's file: so many sheets of each division, each question good as likely as it says."""
    draw, lines = random.Random(_SEED), [_HEAD]
    today = timezone.localdate()
    for code, good, number in counts:
        for at in range(number):
            sex, age, setting = _CELLS[at % len(_CELLS)]
            marks = [
                draw.choice((4, 5)) if draw.random() < good else draw.choice((1, 2, 3)) for _q in range(11)
            ]
            marks[2] = 6 - marks[2]  # asked the other way round
            seconds = 9 if at % 60 == 59 else 60 + at  # some are faster than anybody reads
            lines.append(f"{code},{sex},{age},{setting},{today},{seconds},{','.join(map(str, marks))}")
    return "\n".join(lines).encode()
