"""What is below its line proposes a candidate by itself (Article 58(5), (6)): a failed assessment, a low survey."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import assessment.tasks  # noqa: F401 - registers the jobs
from assessment.models import AccountabilityCase, Survey
from assessment.services.proposals import propose_failed, propose_low
from pingan.access.policy import visible_to
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from tests.factories.runs import UNTIL, counting_toys, given_report, given_run, given_toys, walked
from tests.factories.surveys import Body, act, county, given_survey, province, put_answers
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def toys() -> Iterator[None]:
    with counting_toys():
        yield


def done_by_the_worker(job: str) -> None:
    for entry in OutboxEntry.objects.filter(job=job, done_at=None):
        assert deliver(entry.pk), entry.last_error


def published(body: Body, shares: dict[str, float]) -> Survey:
    """A survey whose counties answered well with these probabilities."""
    survey = given_survey(body, "fielded")
    for seed, (code, good) in enumerate(shares.items(), start=1):
        put_answers(body, survey, {code: 200}, seed=seed, good=good)
    for name in ("close", "publish"):
        survey = act(body, survey, name)
    return survey


def test_a_unit_that_failed_a_final_assessment_is_proposed_once_with_the_line_of_its_scheme(
    here: Place, neighbour: Place, toys: None
) -> None:
    given_toys(here.township, 9, 1)
    run = given_run(here, "collecting")
    given_report(here, run, "C", "9", "10")
    run = walked(here, run, "preliminary", since="collecting")
    assert not AccountabilityCase.objects.exists()
    run = walked(here, run, "final", since="preliminary")
    done_by_the_worker("assessment.propose_failed")
    [failed] = run.units.filter(grade="failed")
    case = AccountabilityCase.objects.select_related("matter").get()
    assert failed.region == neighbour.township == case.region
    assert (case.matter.state, case.circumstances, case.source_id) == ("candidate", [5], run.pk)
    assert case.rule == "assessment_failed" and case.event_on == UNTIL
    assert case.threshold.startswith("不合格 < 60% · v1 · 测试 · 通行做法")
    assert f"{failed.total}分" in case.facts
    assert run.matter.links_out.get().target_id == case.pk
    assert visible_to(AccountabilityCase, here.actor("body_office")).filter(pk=case.pk).exists()
    assert not visible_to(AccountabilityCase, neighbour.actor("township_desk")).filter(pk=case.pk).exists()
    assert propose_failed(run.pk) == 0
    again = given_run(here, "final", correction_of=run.pk, reason="补录一件")
    assert propose_failed(again.pk) == 0
    assert AccountabilityCase.objects.count() == 1


def test_a_county_below_the_line_of_the_published_survey_is_proposed_with_its_bounds(world: World) -> None:
    body = province(world)
    low, fine = body.codes
    survey = published(body, {low: 0.5, fine: 0.99})
    done_by_the_worker("assessment.propose_low")
    cases = AccountabilityCase.objects.select_related("matter", "region").filter(region__code=low)
    case = cases.get()
    assert (case.circumstances, case.rule, case.source_id) == ([6], "survey_low", survey.pk)
    assert "：90（assessment.candidate.survey_below v1；温州2017" in case.threshold
    shown = survey.results.get(region__code=low, section="safety", dimension="")
    assert shown.index is not None and shown.index < Decimal(90)
    assert f"公众安全感{shown.index}，区间{shown.low}至{shown.high}" in case.facts
    assert case.matter.region == case.region.parent  # held to account by the body above
    assert not AccountabilityCase.objects.filter(region__code=fine).exists()
    assert propose_low(survey.pk) == 0


def test_a_local_poll_and_what_is_not_published_propose_nobody(world: World) -> None:
    body = county(world.here)
    survey = given_survey(body, "published")
    closed = given_survey(province(world), "closed")
    done_by_the_worker("assessment.propose_low")
    found: list[Any] = [propose_low(survey.pk), propose_low(closed.pk), AccountabilityCase.objects.count()]
    assert found == [0, 0, 0]
