"""Reporting and reviewing: who may, what is kept, what is refused, what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from pingan.access.policy import allows, visible_to
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound, Stale
from pingan.files.models import StoredFile
from pingan.notify.models import Notice
from pingan.registers.machine import REPORT_MOVES, ROUND_MOVES
from pingan.registers.models import RegisterReport, RegisterRound, ReportState, ReportStep, RoundState
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.findings import refer_finding
from pingan.registers.services.reports import review_report, save_report, submit_report
from pingan.registers.services.rounds import move_round
from tests.factories.files import given_file
from tests.factories.incidents import given_report
from tests.factories.registers import (
    FINDING,
    VALUES,
    do_jobs,
    finding_target,
    given_own_definition,
    given_round,
    given_submitted,
    report_of,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world: World) -> RegisterRound:
    return given_round(world.here.actor("body_office"), world.here.county)


def test_a_worker_says_that_nothing_was_found(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here, nothing=True)
    assert (report.state, report.is_nothing_found, report.finding_count) == ("submitted", True, 0)
    step = report.steps.get()
    assert (step.move, step.from_state, step.to_state) == ("submit", "open", "submitted")
    assert AuditEntry.objects.filter(action="register.report_submit", object_id=report.pk).count() == 1


def test_an_empty_report_says_neither(world: World) -> None:
    definition = given_own_definition(
        fields=[{"code": "x", "label": "项", "label_en": "Item", "type": "text"}]
    )
    row = given_round(world.here.actor("body_office"), world.here.county, definition)
    report = report_of(row, world.here)
    with pytest.raises(Invalid) as refused:
        submit_report(actor=world.here.actor("grid_worker"), report_id=report.pk, data=ReportInput())
    assert "is_nothing_found" in refused.value.fields


def test_findings_and_nothing_found_contradict_each_other(world: World, row: RegisterRound) -> None:
    report = report_of(row, world.here)
    data = ReportInput(VALUES, (FINDING,), is_nothing_found=True)
    with pytest.raises(Invalid) as refused:
        submit_report(actor=world.here.actor("grid_worker"), report_id=report.pk, data=data)
    assert "is_nothing_found" in refused.value.fields


def test_what_is_wrong_is_told_at_each_field_and_nothing_is_kept(world: World, row: RegisterRound) -> None:
    report = report_of(row, world.here)
    data = ReportInput({"households_visited": -1, "unknown": 1}, ({"type": "x", "people": 0},))
    with pytest.raises(Invalid) as refused:
        submit_report(actor=world.here.actor("grid_worker"), report_id=report.pk, data=data)
    assert set(refused.value.fields) >= {
        "values.households_visited", "values.unknown", "values.disputes_found",
        "findings.0.type", "findings.0.people", "findings.0.place",
    }  # fmt: skip
    report.refresh_from_db()
    assert (report.state, report.version, report.steps.count()) == ("open", 1, 0)


@pytest.mark.parametrize(
    ("changes", "findings", "nothing", "at"),
    [
        ({"disputes_found": 2, "resolved_on_the_spot": 5}, 0, False, "resolved_on_the_spot"),
        ({"disputes_found": 0, "resolved_on_the_spot": 0}, 1, False, "disputes_found"),
        ({"disputes_found": 1, "resolved_on_the_spot": 0}, 2, False, "disputes_found"),
        ({"disputes_found": 1, "resolved_on_the_spot": 0}, 0, True, "disputes_found"),
        ({"disputes_found": None, "resolved_on_the_spot": 1}, 0, True, "resolved_on_the_spot"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused_at_their_field(
    world: World, row: RegisterRound, changes: dict[str, Any], findings: int, nothing: bool, at: str
) -> None:
    report, worker = report_of(row, world.here), world.here.actor("grid_worker")
    for verb in (save_report, submit_report):
        data = ReportInput({**VALUES, **changes}, (FINDING,) * findings, is_nothing_found=nothing)
        with pytest.raises(Invalid) as refused:
            verb(actor=worker, report_id=report.pk, data=data)
        assert set(refused.value.fields) == {f"values.{at}"}


def test_who_hands_in_0_of_what_the_form_counts_says_that_nothing_was_found(
    world: World, row: RegisterRound
) -> None:
    report, worker = report_of(row, world.here), world.here.actor("grid_worker")
    data = ReportInput({"households_visited": 30, "disputes_found": 0, "resolved_on_the_spot": 0})
    assert not save_report(actor=worker, report_id=report.pk, data=data).is_nothing_found
    assert submit_report(actor=worker, report_id=report.pk, data=data).is_nothing_found


def test_what_is_half_written_is_saved_and_completed_later(world: World, row: RegisterRound) -> None:
    worker, report = world.here.actor("grid_worker"), report_of(row, world.here)
    half = ReportInput({"households_visited": 10}, ({"type": "land"},))
    saved = save_report(actor=worker, report_id=report.pk, data=half, seen_version=1)
    assert (saved.state, saved.version, saved.findings.get().values) == ("open", 2, {"type": "land"})
    with pytest.raises(Stale):
        submit_report(actor=worker, report_id=report.pk, data=ReportInput(VALUES), seen_version=1)
    done = submit_report(actor=worker, report_id=report.pk, data=ReportInput(VALUES), seen_version=2)
    assert (done.finding_count, done.findings.count()) == (0, 0)


def test_the_township_returns_with_a_reason_and_accepts_what_is_mended(
    world: World, row: RegisterRound
) -> None:
    here = world.here
    desk, worker = here.actor("township_desk"), here.actor("grid_worker")
    report = given_submitted(row, here)
    with pytest.raises(Invalid) as refused:
        review_report(actor=desk, report_id=report.pk, action="return")
    assert "note" in refused.value.fields
    back = review_report(actor=desk, report_id=report.pk, action="return", note="户数与台账不符")
    assert (back.state, back.note) == ("returned", "户数与台账不符")
    do_jobs("notify.deliver")
    assert Notice.objects.filter(recipient=here.users["grid_worker"], kind="register.returned").exists()
    with pytest.raises(IllegalAction) as illegal:
        review_report(actor=desk, report_id=report.pk, action="accept")
    assert illegal.value.details["legal"] == ["save", "submit"]
    first = back.first_submitted_at
    submit_report(actor=worker, report_id=report.pk, data=ReportInput(VALUES | {"disputes_found": 3}))
    done = review_report(actor=desk, report_id=report.pk, action="accept")
    assert (done.state, done.first_submitted_at, done.note) == ("accepted", first, "")
    assert [step.move for step in done.steps.all()] == ["submit", "return", "submit", "accept"]


def test_who_hands_in_does_not_review(world: World, row: RegisterRound) -> None:
    definition = given_own_definition("village_report", unit_kind="village")
    own = given_round(world.here.actor("body_office"), world.here.county, definition)
    report = RegisterReport.objects.get(round=own, unit_id=world.here.village.pk)
    desk = world.here.actor("township_desk")
    submit_report(actor=desk, report_id=report.pk, data=ReportInput({"visits": 3}))
    with pytest.raises(Forbidden):
        review_report(actor=desk, report_id=report.pk, action="accept")
    review_report(actor=world.here.actor("body_office"), report_id=report.pk, action="accept")


def test_without_review_a_report_is_done_when_it_is_handed_in(world: World) -> None:
    definition = given_own_definition(needs_review=False)
    row = given_round(world.here.actor("body_office"), world.here.county, definition)
    report = report_of(row, world.here)
    data = ReportInput({"visits": 3})
    assert (
        submit_report(actor=world.here.actor("grid_worker"), report_id=report.pk, data=data).state
        == "accepted"
    )


def test_who_may_report_and_review_what(world: World, row: RegisterRound) -> None:
    here, report = world.here, report_of(row, world.here)
    may = {role: allows(here.actor(role), "report", report) for role in here.users}
    assert {role for role, yes in may.items() if yes} == {"grid_worker", "community_staff"}
    reviews = {role for role in here.users if allows(here.actor(role), "review", report)}
    assert reviews == {"township_desk", "township_desk_b", "county_dispatcher", "body_office"}
    for stranger in (world.neighbour, world.far):
        for role in ("grid_worker", "community_staff", "township_desk"):
            actor = stranger.actor(role)
            assert not visible_to(RegisterReport, actor).filter(pk=report.pk).exists()
            with pytest.raises(NotFound):
                submit_report(actor=actor, report_id=report.pk, data=ReportInput(is_nothing_found=True))
    with pytest.raises(Forbidden):
        submit_report(
            actor=here.actor("leader"), report_id=report.pk, data=ReportInput(is_nothing_found=True)
        )


def test_nothing_is_changed_once_the_order_is_closed(world: World, row: RegisterRound) -> None:
    move_round(actor=world.here.actor("body_office"), round_id=row.pk, action="close")
    report = report_of(row, world.here)
    with pytest.raises(IllegalAction):
        submit_report(actor=world.here.actor("grid_worker"), report_id=report.pk, data=ReportInput(VALUES))


def test_nobody_reports_before_the_first_day(world: World, row: RegisterRound) -> None:
    RegisterRound.objects.filter(pk=row.pk).update(opens_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Invalid):
        given_submitted(row, world.here)


def test_steps_are_never_changed(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here)
    for change in (
        lambda: ReportStep.objects.filter(report=report).update(note="改"),
        lambda: ReportStep.objects.filter(report=report).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_finding_becomes_a_matter_once_and_stays_on_the_report(world: World, row: RegisterRound) -> None:
    here = world.here
    report = given_submitted(row, here)
    finding = report.findings.get()
    made = []

    def make(actor: object, found: object) -> int:
        made.append(given_report(here))
        return made[-1].pk

    worker = here.actor("grid_worker")
    with pytest.raises(Invalid):
        refer_finding(actor=worker, finding_id=finding.pk, target="nonsense")
    with finding_target(make):
        first = refer_finding(actor=worker, finding_id=finding.pk, target="dispute")
        again = refer_finding(actor=here.actor("township_desk"), finding_id=finding.pk, target="dispute")
    assert first.matter_id == again.matter_id and len(made) == 1
    with pytest.raises(NotFound):
        refer_finding(actor=world.far.actor("township_desk"), finding_id=finding.pk, target="dispute")
    review_report(actor=here.actor("township_desk"), report_id=report.pk, action="return", note="请补充")
    with pytest.raises(Invalid) as refused:
        submit_report(actor=worker, report_id=report.pk, data=ReportInput(VALUES))
    assert "findings" in refused.value.fields
    kept = ({"number": 1, "description": "再写一遍"}, FINDING)
    submit_report(actor=worker, report_id=report.pk, data=ReportInput(VALUES, kept))
    first.refresh_from_db()
    assert first.values == {"type": FINDING["type"]}, "its account is the matter's, whatever is sent for it"
    assert [found.number for found in report.findings.all()] == [1, 2]


def test_a_file_of_a_report_is_read_by_those_who_see_the_report(world: World) -> None:
    fields = [{"code": "papers", "label": "附件", "label_en": "Papers", "type": "file"}]
    row = given_round(world.here.actor("body_office"), world.here.county, given_own_definition(fields=fields))
    worker = world.here.actor("grid_worker")
    mine, foreign = given_file(worker, seed=1), given_file(world.far.actor("grid_worker"), seed=2)
    report = report_of(row, world.here)
    with pytest.raises(Invalid) as refused:
        submit_report(actor=worker, report_id=report.pk, data=ReportInput({"papers": [foreign.pk]}))
    assert "values.papers" in refused.value.fields
    submit_report(actor=worker, report_id=report.pk, data=ReportInput({"papers": [mine.pk]}))
    assert visible_to(StoredFile, world.here.actor("township_desk")).filter(pk=mine.pk).exists()
    assert not visible_to(StoredFile, world.far.actor("township_desk")).filter(pk=mine.pk).exists()


def test_a_division_must_lie_in_the_area_of_the_order(world: World) -> None:
    fields = [{"code": "where", "label": "所在村", "label_en": "Village", "type": "region", "required": True}]
    row = given_round(world.here.actor("body_office"), world.here.county, given_own_definition(fields=fields))
    worker, report = world.here.actor("grid_worker"), report_of(row, world.here)
    with pytest.raises(Invalid) as refused:
        submit_report(actor=worker, report_id=report.pk, data=ReportInput({"where": world.far.village.code}))
    assert "values.where" in refused.value.fields
    submit_report(actor=worker, report_id=report.pk, data=ReportInput({"where": world.here.village.code}))


def test_the_two_tables_of_moves_are_whole() -> None:
    for table, states in ((REPORT_MOVES, ReportState), (ROUND_MOVES, RoundState)):
        known = set(states.values)
        for move in table.values():
            assert move.from_ <= known and {move.to, move.unreviewed_to} <= known | {""}
        reached = {states.values[0]} | {move.to for move in table.values()} - {""}
        assert reached == known, "a state that nothing leads to"


@pytest.mark.parametrize("state", ReportState.values)
@pytest.mark.parametrize("action", [*REPORT_MOVES, "nonsense"])
def test_every_move_from_every_state_is_made_or_refused(
    world: World, row: RegisterRound, state: str, action: str
) -> None:
    here = world.here
    report = report_of(row, here)
    if state != "open":
        given_submitted(row, here)
    if state in {"returned", "accepted"}:
        verb = "return" if state == "returned" else "accept"
        review_report(actor=here.actor("township_desk"), report_id=report.pk, action=verb, note="理由")
    is_legal = action in REPORT_MOVES and state in REPORT_MOVES[action].from_
    worker, desk = here.actor("grid_worker"), here.actor("township_desk")

    def act() -> None:
        if action == "save":
            save_report(actor=worker, report_id=report.pk, data=ReportInput())
        elif action == "submit":
            submit_report(actor=worker, report_id=report.pk, data=ReportInput(VALUES))
        else:
            review_report(actor=desk, report_id=report.pk, action=action, note="理由")

    if is_legal:
        act()
    else:
        with pytest.raises(IllegalAction):
            act()
