"""Many at once, with real commits: one wins, units are listed once, a finding becomes one matter."""

from __future__ import annotations

from collections import Counter

import pytest

from pingan.common.errors import DomainError
from pingan.registers.models import RegisterReport, ReportStep
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import add_entry
from pingan.registers.services.findings import refer_finding
from pingan.registers.services.listing import list_units
from pingan.registers.services.reports import submit_report
from pingan.registers.services.rounds import move_round
from tests.api.test_concurrency import at_once
from tests.factories.incidents import given_report
from tests.factories.registers import (
    VALUES,
    finding_target,
    given_definition,
    given_draft,
    given_round,
    given_submitted,
    report_of,
)
from tests.factories.world import World, given_world
from tests.registers.test_references import award, given_application, number, titles_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def outcome(call: object) -> str:
    try:
        call()  # type: ignore[operator]
    except DomainError as error:
        return error.code
    return "done"


def test_of_two_who_hand_in_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    row = given_round(world.here.actor("body_office"), world.here.county)
    report = report_of(row, world.here)
    people = [world.here.actor("grid_worker"), world.here.actor("community_staff")]
    data = ReportInput(VALUES)
    answers = at_once(
        6,
        lambda n: outcome(
            lambda: submit_report(actor=people[n % 2], report_id=report.pk, data=data, seen_version=1)
        ),
    )
    assert Counter(answers) == {"done": 1, "stale": 5}
    assert ReportStep.objects.filter(report=report, move="submit").count() == 1


def test_an_order_is_opened_once_and_its_units_stand_once(world: World) -> None:
    office = world.here.actor("body_office")
    draft = given_draft(office, world.here.county)
    answers = at_once(
        4,
        lambda n: outcome(lambda: move_round(actor=office, round_id=draft.pk, action="open", seen_version=1)),
    )
    assert Counter(answers)["done"] == 1
    counts = at_once(4, lambda n: list_units(round_id=draft.pk))
    assert sorted(counts) == [0, 0, 0, 2]
    assert RegisterReport.objects.filter(round=draft).count() == 2


def test_a_finding_taken_further_by_many_at_once_is_one_matter(world: World) -> None:
    row = given_round(world.here.actor("body_office"), world.here.county)
    finding = given_submitted(row, world.here).findings.get()
    people = [world.here.actor("grid_worker"), world.here.actor("township_desk")]
    with finding_target(lambda actor, found: given_report(world.here).pk):
        made = at_once(
            4, lambda n: refer_finding(actor=people[n % 2], finding_id=finding.pk, target="dispute").matter_id
        )
    assert len(set(made)) == 1


def test_two_desks_at_once_give_one_title_for_one_application(world: World) -> None:
    """In two registers, so that nothing but the application itself makes one wait for the other."""
    here = world.here
    application, reports = given_application(here), [titles_of(here).pk]
    second = given_round(
        here.actor("body_office"), here.county, given_definition("peace_titles"), due_on=None
    )
    reports.append(RegisterReport.objects.get(round=second, region_code=here.county.code).pk)
    told = award(application=number(application))
    answers = at_once(
        2,
        lambda place: outcome(
            lambda: add_entry(actor=here.actor("body_office"), report_id=reports[place], values=told)
        ),
    )
    assert Counter(answers) == {"done": 1, "invalid": 1}
