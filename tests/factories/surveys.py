"""Surveys brought to a state by walking the machine, with a plan and answers."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessment.machine.surveys import SURVEYS
from assessment.models import Survey
from assessment.services.survey_imports import Taken, take_file
from assessment.services.survey_plans import PlanReading, bring_in_plan
from assessment.services.surveys import NewSurvey, draft_survey
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.matters.services import perform
from pingan.org.models import Post, Region
from tests.factories.runs import moment
from tests.factories.world import Place, World

WALKS: dict[str, Sequence[str]] = {
    "drafted": [],
    "fielded": ["field"],
    "closed": ["field", "close"],
    "published": ["field", "close", "publish"],
    "withdrawn": ["withdraw"],
}
_INPUTS: dict[str, dict[str, Any]] = {"withdraw": {"note": "经费未落实"}, "comment": {"note": "说明"}}
HEAD = "region,sex,age,setting,date,seconds,q1,q2,q3,q4,q5,q6,q7,q8,q9,q10,q11"
CELLS = [(sex, age) for sex in ("male", "female") for age in ("16_29", "60_up")]


class Body:
    """A body with its office and its leader."""

    def __init__(self, office: Actor, leader: Actor, codes: Sequence[str]) -> None:
        self.office, self.leader, self.codes = office, leader, tuple(codes)


def province(world: World) -> Body:
    """Return the province with a leader of its own, and the two counties of the world."""
    user = User.objects.filter(username="province_leader").first()
    if user is None:
        user = User.objects.create(username="province_leader", name="省领导", is_demo=True)
        post = {"role": "leader", "region": Region.objects.get(code="360000000000", valid_to=None)}
        Post.objects.create(user=user, held_from=date(2024, 1, 1), **post)
    office, leader = actor_for(world.province_office), actor_for(user)
    assert office is not None
    assert leader is not None
    return Body(office, leader, (world.here.county.code, world.far.county.code))


def county(here: Place, *others: Place) -> Body:
    """Return the county of some places."""
    codes = [place.township.code for place in (here, *others)]
    return Body(here.actor("body_office"), here.actor("leader"), codes)


def new_survey(**values: Any) -> NewSurvey:
    """Return what a survey begins with."""
    today = timezone.localdate()
    data: dict[str, Any] = {
        "title": "2026年下半年公众安全感和满意度调查",
        "introduction": "请谈谈您的感受，约三分钟。",
        "period_from": today - timedelta(days=180),
        "period_to": today,
        "opens_on": today - timedelta(days=2),
        "closes_on": today + timedelta(days=20),
        **values,
    }
    return NewSurvey(**data)


def plan_of(codes: Sequence[str], people: Mapping[str, int] | None = None) -> bytes:
    """Return a plan's file: two sexes by two bands, urban, in each division."""
    lines = ["region,sex,age,setting,population"]
    for code in codes:
        for sex, age in CELLS:
            lines.append(f"{code},{sex},{age},urban,{(people or {}).get(code, 2000)}")
    return "\n".join(lines).encode()


def put_plan(body: Body, survey: Survey, content: bytes | None = None) -> PlanReading:
    """Bring a plan in."""
    return bring_in_plan(actor=body.office, survey_id=survey.pk, content=content or plan_of(body.codes))


def rows_of(codes: Mapping[str, int], *, seed: int = 1, good: float = 0.9, questions: int = 11) -> bytes:
    """Return a third party's file: so many sheets of each division, each question good with a probability."""
    lots, lines = random.Random(seed), [HEAD]
    day = timezone.localdate()
    for code, count in codes.items():
        for at in range(count):
            sex, age = CELLS[at % len(CELLS)]
            marks = [
                lots.choice([4, 5]) if lots.random() < good else lots.choice([1, 2, 3])
                for _q in range(questions)
            ]
            marks[2] = 6 - marks[2]  # asked the other way round
            lines.append(f"{code},{sex},{age},urban,{day},{60 + at},{','.join(map(str, marks))}")
    return io.StringIO("\n".join(lines)).getvalue().encode()


def put_answers(body: Body, survey: Survey, counts: Mapping[str, int] | None = None, **how: Any) -> Taken:
    """Bring a third party's answers in."""
    content = rows_of(counts or dict.fromkeys(body.codes, 60), **how)
    return take_file(actor=body.office, survey_id=survey.pk, content=content)


def act(body: Body, survey: Survey, name: str, actor: Actor | None = None, **values: Any) -> Survey:
    """Do one action as the person whose it is."""
    action = SURVEYS.actions[name]
    done = perform(
        actor=actor or (body.leader if name == "publish" else body.office),
        kind="survey",
        matter_id=survey.pk,
        action=name,
        data=action.input(**{**_INPUTS.get(name, {}), **values}),
    )
    survey.refresh_from_db()
    found: Survey = done.detail
    return found


def given_survey(body: Body, state: str = "drafted", **values: Any) -> Survey:
    """Draft a survey and walk it to a state: with its plan from the start, with answers once it is in the field."""
    survey = draft_survey(actor=body.office, data=new_survey(**values))
    put_plan(body, survey)
    for name in WALKS[state]:
        if name == "close":
            put_answers(body, survey)
        act(body, survey, name)
    survey.refresh_from_db()
    return survey


def sound_input(survey: Survey, action: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    days = ("period_from", "period_to", "opens_on", "closes_on")
    first = survey.questions.first()
    values: dict[str, dict[str, Any]] = {
        **_INPUTS,
        "edit": {
            "title": survey.matter.title,
            "introduction": survey.introduction,
            **{name: moment(getattr(survey, name)) for name in days},
        },
        "add_question": {"section": "safety", "wording": "safe", "text": "夜间独自出门，您感到安全吗？"},
        "drop_question": {"question": first.pk if first else 0},
    }
    return SURVEYS.actions[action].input(**values.get(action, {}))
