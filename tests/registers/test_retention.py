"""The words of a report go when its time of keeping ends; numbers stay; a hold and an open matter keep them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.common.errors import IllegalAction, Invalid
from pingan.files.models import StoredFile
from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound, ReportStep
from pingan.registers.queries.coverage import coverage
from pingan.registers.rules import specs_from
from pingan.registers.services import retention
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.findings import refer_finding
from pingan.registers.services.reports import review_report, save_report, submit_report
from pingan.registers.services.retention import erase_expired, hold_round
from pingan.registers.services.rounds import move_round
from tests.factories.disputes import given_dispute
from tests.factories.files import given_file
from tests.factories.registers import (
    FINDING,
    VALUES,
    finding_target,
    given_own_definition,
    given_round,
    given_submitted,
    report_of,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365.25)
WORDS = "新屋组某户反映邻居占道"


def later(years: float) -> datetime:
    return timezone.now() + YEAR * years


def closed(world: World, row: RegisterRound) -> RegisterRound:
    return move_round(actor=world.here.actor("body_office"), round_id=row.pk, action="close")


@pytest.fixture
def row(world: World) -> RegisterRound:
    return given_round(world.here.actor("body_office"), world.here.county)


@pytest.fixture
def report(world: World, row: RegisterRound) -> RegisterReport:
    """A report that was returned once with words, holds words and numbers, and whose order is closed."""
    here = world.here
    found = given_submitted(row, here)
    review_report(actor=here.actor("township_desk"), report_id=found.pk, action="return", note=WORDS)
    values = {**VALUES, "remarks": WORDS}
    finding = {**FINDING, "description": WORDS, "number": 1}
    submit_report(actor=here.actor("grid_worker"), report_id=found.pk, data=ReportInput(values, (finding,)))
    closed(world, row)
    return RegisterReport.objects.get(pk=found.pk)


def words_left(report: RegisterReport) -> str:
    row = RegisterReport.objects.get(pk=report.pk)
    parts: list[Any] = [row.values, row.note, *row.findings.values_list("values", flat=True)]
    return str([*parts, *row.steps.values_list("note", flat=True)])


def test_words_go_when_the_definition_says_and_not_a_day_before(report: RegisterReport) -> None:
    years = report.round.definition.retention_years
    assert erase_expired(later(years) - timedelta(days=1)) == 0
    assert words_left(report).count(WORDS) == 4  # report, finding, why it was returned: note and step
    assert erase_expired(later(years) + timedelta(days=1)) == 1
    assert WORDS not in words_left(report)
    assert FINDING["place"] not in words_left(report)


def test_numbers_and_choices_stay_and_the_coverage_counts_as_before(
    world: World, row: RegisterRound, report: RegisterReport
) -> None:
    office = world.here.actor("body_office")

    def counted() -> Any:
        found = coverage(office, row, specs_from(row.definition.fields)).total
        return found.counts, found.sums

    before = counted()
    erase_expired(later(10.1))
    assert counted() == before
    assert RegisterReport.objects.get(pk=report.pk).values == VALUES
    assert report.findings.get().values == {name: FINDING[name] for name in ("type", "people", "is_resolved")}


def test_another_version_of_the_definition_keeps_its_own_time(world: World, report: RegisterReport) -> None:
    short = given_own_definition(
        retention_years=3, fields=[{"code": "x", "label": "项", "label_en": "Item", "type": "text"}]
    )
    order = given_round(world.here.actor("body_office"), world.here.county, short)
    mine = report_of(order, world.here)
    submit_report(actor=world.here.actor("grid_worker"), report_id=mine.pk, data=ReportInput({"x": WORDS}))
    closed(world, order)
    assert erase_expired(later(3.1)) == 1
    assert (WORDS in words_left(mine), WORDS in words_left(report)) == (False, True)


def test_it_is_written_down_once_with_its_ground(row: RegisterRound, report: RegisterReport) -> None:
    for _again in range(2):
        erase_expired(later(10.1))
    entry = AuditEntry.objects.get(action="register.words_erased")
    assert (entry.object_id, entry.data["reports"]) == (row.pk, 1)
    assert entry.data["years"] == row.definition.retention_years
    assert entry.data["source"] == row.definition.retention_source
    steps = list(ReportStep.objects.filter(report=report).values_list("move", "user"))
    assert steps[-1] == ("erase", None) and len(steps) == 4


def test_the_security_log_never_held_the_words(report: RegisterReport) -> None:
    entries = AuditEntry.objects.filter(object_type="registers.registerreport")
    assert entries.filter(action="register.report_return").exists()
    assert WORDS not in str(list(entries.values_list("reason", "data")))


def test_a_hold_keeps_everything_until_its_day(
    world: World, row: RegisterRound, report: RegisterReport
) -> None:
    day = timezone.localdate(later(11))
    office = world.here.actor("body_office")
    held = hold_round(actor=office, round_id=row.pk, until=day, note="审计需要")
    assert held.hold_until == day
    assert AuditEntry.objects.get(action="register.round_hold").reason == "审计需要"
    assert erase_expired(later(10.9)) == 0
    assert WORDS in words_left(report)
    assert erase_expired(later(11.1)) == 1
    for until, note, field in ((timezone.localdate(), "审计需要", "until"), (day, " ", "note")):
        with pytest.raises(Invalid) as refused:
            hold_round(actor=office, round_id=row.pk, until=until, note=note)
        assert set(refused.value.fields) == {field}


def test_what_became_a_matter_stays_as_long_as_that_is_open(world: World, report: RegisterReport) -> None:
    """Linked by hand to one that the time between has closed, then to one that is open."""
    opened, ended = given_dispute(world.here), given_dispute(world.here, "closed")
    finding = RegisterFinding.objects.filter(report=report)
    finding.update(target="dispute", matter=opened.pk)
    assert erase_expired(later(10.1)) == 0
    finding.update(matter=ended.pk)
    assert erase_expired(later(10.1)) == 1


def test_an_order_that_nobody_closed_counts_from_its_due_moment(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here)
    assert row.due_at is not None
    assert erase_expired(row.due_at + YEAR * 10 - timedelta(days=1)) == 0
    assert erase_expired(row.due_at + YEAR * 10 + timedelta(days=1)) == 1
    with pytest.raises(IllegalAction):
        review_report(
            actor=world.here.actor("township_desk"), report_id=report.pk, action="return", note="请核对"
        )
    finding = report.findings.get()
    with finding_target(lambda actor, finding: 1), pytest.raises(Invalid):
        refer_finding(actor=world.here.actor("township_desk"), finding_id=finding.pk, target="dispute")


def test_a_standing_register_that_is_open_is_in_use(world: World) -> None:
    standing = given_own_definition(
        kind="register",
        due_working_days=None,
        fields=[{"code": "x", "label": "项", "label_en": "Item", "type": "text"}],
    )
    order = given_round(world.here.actor("body_office"), world.here.county, standing, due_on=None)
    mine = report_of(order, world.here)
    save_report(actor=world.here.actor("grid_worker"), report_id=mine.pk, data=ReportInput({"x": WORDS}))
    assert erase_expired(later(50)) == 0
    closed(world, order)
    assert erase_expired(later(10.1)) == 1


def test_files_go_with_the_words(world: World) -> None:
    with_file = given_own_definition(
        fields=[{"code": "photos", "label": "照片", "label_en": "Photos", "type": "file"}]
    )
    order = given_round(world.here.actor("body_office"), world.here.county, with_file)
    mine = report_of(order, world.here)
    worker = world.here.actor("grid_worker")
    stored = given_file(worker)
    submit_report(actor=worker, report_id=mine.pk, data=ReportInput({"photos": [stored.pk]}))
    closed(world, order)
    assert erase_expired(later(10.1)) == 1
    assert not mine.files.exists()
    assert StoredFile.objects.get(pk=stored.pk).deleted_at is not None


def test_what_nobody_wrote_is_left_alone(world: World, row: RegisterRound, report: RegisterReport) -> None:
    erase_expired(later(10.1))
    others = RegisterReport.objects.filter(round=row).exclude(pk=report.pk)
    assert others.exists() and not others.exclude(erased_at=None).exists()


def test_more_than_a_batch_is_done_in_one_run(
    world: World, report: RegisterReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(2):
        order = given_round(world.here.actor("body_office"), world.here.county)
        given_submitted(order, world.here)
        closed(world, order)
    monkeypatch.setattr(retention, "_BATCH", 2)
    assert erase_expired(later(10.1)) == 3
    assert AuditEntry.objects.filter(action="register.words_erased").count() == 3


def test_nothing_but_the_words_of_a_step_can_go(report: RegisterReport) -> None:
    steps = ReportStep.objects.filter(report=report)
    for change in ({"note": "改"}, {"signature": "他人", "note": ""}, {"move": "accept", "note": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            steps.update(**change)
    assert steps.update(note="") == 3


def test_page_and_api_say_that_the_words_are_gone(world: World, report: RegisterReport) -> None:
    desk = world.here.client("township_desk")
    address = f"/registers/reports/{report.pk}/"
    assert "保管期限届满" not in desk.get(address).content.decode()
    erase_expired(later(10.1))
    page = desk.get(address).content.decode()
    assert page.count("保管期限届满") == 2  # the notice, and the step
    assert desk.get(f"/api/v1/register-reports/{report.pk}/").json()["erased_at"]


def test_who_orders_can_hold_on_the_page_and_by_program(world: World, row: RegisterRound) -> None:
    office, desk = world.here.client("body_office"), world.here.client("township_desk")
    address, day = f"/registers/rounds/{row.pk}/hold/", timezone.localdate(later(12))
    assert desk.post(address, {"until": day, "note": "审计需要"}).status_code == 403
    wrong = office.post(address, {"until": day, "note": "", "seen_version": row.version})
    assert wrong.status_code == 422 and 'id="id_hold_note_error"' in wrong.content.decode()
    done = office.post(address, {"until": day, "note": "审计需要", "seen_version": row.version})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.hold_until == day
    again = office.post(
        f"/api/v1/register-rounds/{row.pk}/hold/",
        {"until": f"{day.year + 1}-01-01", "note": "再延"},
        content_type="application/json",
    )
    assert again.status_code == 200 and again.json()["hold_until"] == f"{day.year + 1}-01-01"
