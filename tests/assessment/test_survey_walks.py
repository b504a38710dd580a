"""Random steps of random people on a survey: no code counts twice, nothing is asked otherwise, nothing is read too early."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.machine.surveys import SURVEYS
from assessment.models import Survey, SurveyAnswer, SurveyArrival, SurveyCode
from assessment.queries.surveys import index_of, surveys_visible
from assessment.services.survey_answers import NotGood, new_form, take_by_code, take_by_phone
from assessment.services.survey_codes import draw_codes
from assessment.services.survey_frames import Sheet
from pingan.common.errors import DomainError
from pingan.matters.models import Matter
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from tests.factories.surveys import (
    WALKS,
    Body,
    county,
    given_survey,
    moment,
    new_survey,
    plan_of,
    put_answers,
    put_plan,
    sound_input,
)
from tests.factories.world import LEVELS, Place, World
from tests.risk.walking import replayed

pytestmark = pytest.mark.django_db
STEPS = 25
COUNTED = {"closed", "published"}
SPOILT = {
    "closes_on": moment(new_survey().closes_on.replace(year=2020)),
    "period_to": moment(new_survey().period_from.replace(year=1999)),
    "question": 0,
    "note": "电话 13800138000",
}


@dataclass
class Walk:
    """One survey on its way, and what a careful clerk would have written down about it."""

    body: Body
    survey: Survey
    rng: random.Random
    good: list[str] = field(default_factory=list)
    burnt: list[str] = field(default_factory=list)
    sheets: int = 0
    asked: Any = None
    results: Any = None

    def sheet(self) -> Sheet:
        """Return a sheet, now and then one that fits no question or no cell."""
        length = self.survey.questions.count() + self.rng.choice([0] * 9 + [1])
        age = self.rng.choice(["16_29", "60_up", "60_up", "45_59"])
        marks = tuple(self.rng.randint(1, 5) for _question in range(length))
        return Sheet(self.rng.choice(["male", "female"]), age, "urban", marks, self.rng.choice([None, 5, 90]))

    def draw(self) -> None:
        """Draw codes."""
        region = self.rng.choice([*self.body.codes * 4, "360000000000"])
        self.good += draw_codes(
            actor=self.body.office, survey_id=self.survey.pk, region_code=region, count=self.rng.randrange(4)
        )

    def answer(self) -> None:
        """Answer with a code that is good, burnt or guessed."""
        code = self.rng.choice([*self.good, *self.burnt, "2" * 16])
        try:
            take_by_code(code, self.sheet())
        except NotGood:
            assert code not in self.good, "a good code was refused"
            raise
        assert code in self.good, "a code counted twice, or a guessed one"
        self.good.remove(code)
        self.burnt.append(code)
        self.sheets += 1

    def phone(self) -> None:
        """Fill in a sheet by phone and tap twice."""
        sent = {"actor": self.body.office, "survey_id": self.survey.pk, "form": new_form()}
        told = {**sent, "region_code": self.body.codes[0], "sheet": self.sheet()}
        self.sheets += take_by_phone(**told)
        assert not take_by_phone(**told)

    def file(self) -> None:
        """Bring in rows of a third party, now and then the same again."""
        length = self.survey.questions.count()
        counts = dict.fromkeys(self.body.codes, 20)
        taken = put_answers(self.body, self.survey, counts, seed=self.rng.randrange(3), questions=length)
        self.sheets += taken.rows if taken.is_kept else 0

    def plan(self) -> None:
        """Bring in another plan."""
        put_plan(
            self.body,
            self.survey,
            plan_of(self.body.codes, {self.body.codes[0]: self.rng.randint(500, 9000)}),
        )

    def act(self, people: dict[str, Any]) -> None:
        """Try an action of the machine as somebody, now and then with senseless input."""
        likely = [one for one in SURVEYS.all_actions() if self.state in one.from_]
        forward = [one for one in likely if one.tone == "primary"]
        action = self.rng.choice(
            forward if forward and self.rng.random() < 0.4 else likely or list(SURVEYS.all_actions())
        )
        if action.name in {"withdraw", "close"} and self.rng.random() < 0.6:
            return
        usual = "leader" if action.name == "publish" else "body_office"
        actor = people[usual if self.rng.random() < 0.8 else self.rng.choice(list(people))]
        data = sound_input(self.survey, action.name)
        if self.rng.random() < 0.1:
            data = replace(data, **{name: value for name, value in SPOILT.items() if hasattr(data, name)})
        version = Matter.objects.get(pk=self.survey.pk).version
        try:
            done = perform(
                actor=actor, kind="survey", matter_id=self.survey.pk, action=action.name, data=data
            )
        except DomainError:
            assert Matter.objects.get(pk=self.survey.pk).version == version
            raise
        assert done.entry.to_state in action.ends_from(done.entry.from_state)

    @property
    def state(self) -> str:
        """Return where it stands in the books."""
        return Matter.objects.get(pk=self.survey.pk).state

    def holds(self) -> None:
        """Compare the books with what was written down."""
        survey = self.survey = Survey.objects.select_related("matter").get(pk=self.survey.pk)
        state = survey.matter.state
        assert SurveyAnswer.objects.filter(survey=survey).count() == self.sheets
        if state != "fielded":
            self.burnt, self.good = [*self.burnt, *self.good], []
            assert not SurveyArrival.objects.filter(survey=survey).exists()
        assert SurveyCode.objects.filter(batch__survey=survey).count() == len(self.good)
        asked = (
            list(survey.questions.values_list()),
            list(survey.cells.values_list()),
            survey.points,
            survey.closes_on,
        )
        if survey.fielded_at is not None:
            assert self.asked is None or self.asked == asked, "something was asked otherwise in the field"
            self.asked = asked
        found = list(survey.results.values_list())
        assert bool(found) == (survey.closed_at is not None)
        assert not self.results or self.results == found, "a result changed"
        self.results = found
        if survey.closed_at is not None:
            assert survey.answered == self.sheets
        assert (survey.published_at is not None) == (state == "published")
        assert survey.published_by_id is None or survey.published_by_id != survey.drafted_by_id
        # A poll of a county is cited by nobody, and before publication nobody else reads it.
        assert index_of(survey, self.body.codes[0]) is None
        assert replayed(survey.pk) == state


def _try(step: Any, *given: Any) -> None:
    try:
        with transaction.atomic():
            step(*given)
    except DomainError:
        pass


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_walk_of_a_survey_leads_anywhere_forbidden(world: World, here: Place, seed: int) -> None:
    rng = random.Random(seed)
    people = {role: here.actor(role) for role in LEVELS}
    body = county(here)
    with transaction.atomic():
        walk = Walk(body, given_survey(body, rng.choice(["drafted", "fielded", "fielded"])), rng)
        assert set(WALKS) == set(SURVEYS.states)
        for _step in range(STEPS):
            walk.holds()
            steps = [walk.draw, walk.draw, *[walk.answer] * 4, walk.phone, walk.file, walk.plan]
            if rng.random() < 0.8:
                _try(rng.choice(steps))
            else:
                _try(walk.act, people)
        walk.holds()
        assert surveys_visible(here.actor("unit_handler")).exists() == (walk.state == "published")
        assert not list(chain_faults(first_id=walk.survey.pk - 1))
        transaction.set_rollback(True)
