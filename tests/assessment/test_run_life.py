"""The life of a run through its services: who may what, what is computed, what cannot change any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessment.models import FrozenCell, FrozenRecord, Score, ScoreChange
from assessment.services import run_computing
from assessment.services.run_checks import recompute, what_if
from assessment.services.run_reports import Report, confirm, report
from assessment.services.run_reviews import (
    NewObjection,
    change_points,
    dismiss_objection,
    raise_objection,
    uphold_objection,
)
from assessment.services.runs import prepare_run
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.org.models import Organ
from tests.factories.runs import (
    COUNT,
    SHARE,
    YEAR,
    act,
    compute,
    counting_toys,
    finalise,
    given_report,
    given_run,
    given_scheme,
    given_toys,
    indicator_of,
    leaf,
    new_run,
    unit_of,
    walked,
)
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


@pytest.fixture
def reviewing(here: Place, neighbour: Place) -> Any:
    """朱坊 3 of 4 on time, C 9 of 10; the neighbour nothing at all."""
    given_toys(here.township, 3, 1)
    run = given_run(here, "collecting")
    given_report(here, run, "C", "9", "10")
    given_report(here, run, "D", "2", "1")
    return walked_on(here, run)


def walked_on(here: Place, run: Any) -> Any:
    act(here, run, "lock", note="按工作安排")
    compute(run)
    run.refresh_from_db()
    return run


def points_of(run: Any, place: Place) -> dict[str, Decimal | None]:
    return dict(Score.objects.filter(unit=unit_of(run, place)).values_list("indicator__code", "points"))


def test_a_run_takes_all_townships_with_their_groups_and_people(here: Place, neighbour: Place) -> None:
    run = given_run(here)
    unit = unit_of(run, here)
    assert (unit.name, unit.peer_group, unit.population) == (here.township.name, "乡", 400)
    assert unit_of(run, neighbour).keys == ["360703204"]


def test_points_are_what_the_methods_say(reviewing: Any, here: Place) -> None:
    # A: 3/4 of 40; B: first of two by number; C: 90 per cent of 20; D: 20 - 2 × (2 + 1 again); no veto; no bonus.
    assert points_of(reviewing, here) == {
        "A": Decimal("30.0000"), "B": Decimal("20.0000"), "C": Decimal("18.0000"), "D": Decimal("14.0000"),
        "V": Decimal(0), "Z": Decimal(0),
    }  # fmt: skip
    assert unit_of(reviewing, here).total == Decimal("82.0000")


def test_weight_without_data_is_shared_out_but_silence_earns_nothing(
    reviewing: Any, neighbour: Place
) -> None:
    scores = {s.indicator.code: s for s in Score.objects.filter(unit=unit_of(reviewing, neighbour))}
    # A (no cases) and D (no panel) have no data: their 60 go to B and C, half each.
    assert scores["A"].points is None
    assert scores["A"].notes == ["no_data"]
    assert scores["B"].weight == Decimal(50)
    assert (scores["C"].points, scores["C"].notes) == (Decimal(0), ["not_reported"])


def test_small_denominators_are_marked(reviewing: Any, here: Place) -> None:
    score = Score.objects.get(unit=unit_of(reviewing, here), indicator__code="A")
    assert (score.part, score.whole) == (Decimal(3), Decimal(4))
    assert "few" in score.notes


def test_what_is_frozen_stays_when_the_records_go(reviewing: Any, here: Place) -> None:
    cell = FrozenCell.objects.get(run=reviewing, figure=SHARE)
    assert (cell.key, cell.part, cell.whole) == ("360703203", 3, 4)
    assert FrozenRecord.objects.filter(run=reviewing, source="toy.organ").count() == 4
    Organ.objects.filter(document_code__startswith="T").delete()
    assert recompute(reviewing).is_same


def test_recomputing_finds_a_cell_that_was_tampered_with(reviewing: Any) -> None:
    FrozenCell.objects.filter(run=reviewing, figure=SHARE).update(part=2, ids_in=[1, 2])
    again = recompute(reviewing)
    assert not again.is_same
    assert not again.is_input_same
    assert [one.indicator for one in again.differences] == ["A"]


def test_a_unit_is_computed_once_and_the_end_comes_once(reviewing: Any, here: Place) -> None:
    before = Score.objects.filter(run=reviewing).count()
    assert not run_computing.compute_units(reviewing.pk, [unit_of(reviewing, here).pk])
    assert not run_computing.finish(reviewing.pk)
    assert run_computing.freeze(reviewing.pk) == 0
    assert Score.objects.filter(run=reviewing).count() == before


def test_a_run_is_not_locked_while_a_department_has_not_confirmed(here: Place, neighbour: Place) -> None:
    supplied = leaf(
        "C", weight="100", source="reported", expression="own.part", supplier=here.units["housing"]
    )
    run = given_run(here, "collecting", scheme=given_scheme(here.county, (supplied,)))
    made = given_report(here, run, "C", "80", is_confirmed=False)
    with pytest.raises(IllegalAction):
        act(here, run, "lock", note="按工作安排")
    with pytest.raises(NotFound):
        confirm(actor=here.actor("unit_handler"), report_id=made.pk)
    confirm(actor=here.actor("unit_handler_2"), report_id=made.pk)
    assert act(here, run, "lock", note="按工作安排").matter.state == "computing"


def test_more_days_for_reports_move_what_the_run_is_due_by(here: Place) -> None:
    run = given_run(here, "collecting")
    before = run.matter.next_due_at
    later = timezone.now() + timedelta(days=50)
    with pytest.raises(Invalid):
        act(here, run, "extend", report_until=timezone.now() - timedelta(days=1), note="汛期")
    act(here, run, "extend", report_until=later, note="汛期")
    run.matter.refresh_from_db()
    assert before is not None
    assert run.matter.next_due_at is not None
    assert (run.matter.next_due_at - before).days == 30


def test_another_township_reports_for_nobody_else(here: Place, neighbour: Place) -> None:
    run = given_run(here, "collecting")
    with pytest.raises(NotFound):
        report(
            actor=neighbour.actor("township_desk"),
            unit_id=unit_of(run, here).pk,
            data=Report(indicator=indicator_of(run, "C").pk, part="1", whole="1"),
        )


@pytest.mark.parametrize(
    ("part", "whole", "field"),
    [("", "10", "part"), ("x", "10", "part"), ("11", "10", "part"), ("1", "", "whole"), ("-1", "2", "part")],
)
def test_a_report_that_cannot_be_is_refused_at_its_field(
    here: Place, part: str, whole: str, field: str
) -> None:
    run = given_run(here, "collecting")
    with pytest.raises(Invalid) as caught:
        given_report(here, run, "C", part, whole)
    assert field in caught.value.fields


def test_points_move_only_with_a_reason_and_by_somebody_else(reviewing: Any, here: Place) -> None:
    score = Score.objects.get(unit=unit_of(reviewing, here), indicator__code="A")
    office = here.actor("body_office")
    with pytest.raises(Invalid):
        change_points(actor=office, score_id=score.pk, points="29", reason=" ")
    with pytest.raises((Forbidden, NotFound)):
        change_points(actor=here.actor("township_desk"), score_id=score.pk, points="29", reason="核查")
    change_points(actor=office, score_id=score.pk, points="29", reason="抽查发现一件未办结")
    assert unit_of(reviewing, here).total == Decimal("81.0000")
    assert recompute(reviewing).is_same
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.filter(pk=score.pk).update(points=40)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreChange.objects.filter(score=score).update(reason="改")


def test_an_objection_within_the_term_is_answered_before_the_end(
    reviewing: Any, here: Place, neighbour: Place
) -> None:
    act(here, reviewing, "announce")
    desk, office = here.actor("township_desk"), here.actor("body_office")
    indicator = indicator_of(reviewing, "D").pk
    made = raise_objection(
        actor=desk, unit_id=unit_of(reviewing, here).pk, data=NewObjection(indicator, "已整改，见附件")
    )
    other = raise_objection(
        actor=neighbour.actor("township_desk"), unit_id=unit_of(reviewing, neighbour).pk,
        data=NewObjection(indicator_of(reviewing, "C").pk, "已上报"),
    )  # fmt: skip
    with pytest.raises(IllegalAction):
        finalise(here, reviewing)
    uphold_objection(actor=office, objection_id=made.pk, answer="属实", points="16")
    dismiss_objection(actor=office, objection_id=other.pk, answer="未见上报")
    run = finalise(here, reviewing)
    assert (run.matter.state, unit_of(run, here).total) == ("final", Decimal("84.0000"))
    assert unit_of(run, here).grade == "good"
    assert unit_of(run, here).place == 1


def test_it_is_not_final_before_the_term_is_over_and_only_by_the_leader(reviewing: Any, here: Place) -> None:
    act(here, reviewing, "announce")
    with pytest.raises(IllegalAction):
        act(here, reviewing, "finalise", "leader")
    with pytest.raises(Forbidden):
        act(here, reviewing, "finalise", "body_office")


TABLES = {
    "assessment_assessmentrun": "since = since - 1",
    "assessment_assessedunit": "name = 'x'",
    "assessment_frozencell": "part = 0",
    "assessment_frozenrecord": "number = 'x'",
    "assessment_score": "points = 100",
    "assessment_scorechange": "reason = 'x'",
    "assessment_selfreport": "text = 'x'",
    "assessment_objection": "text = 'x'",
}


def test_final_is_final_for_the_owner_too(reviewing: Any, here: Place) -> None:
    score = Score.objects.get(unit=unit_of(reviewing, here), indicator__code="A")
    change_points(actor=here.actor("body_office"), score_id=score.pk, points="29", reason="核查")
    act(here, reviewing, "announce")
    made = raise_objection(
        actor=here.actor("township_desk"), unit_id=unit_of(reviewing, here).pk,
        data=NewObjection(indicator_of(reviewing, "D").pk, "已整改"),
    )  # fmt: skip
    dismiss_objection(actor=here.actor("body_office"), objection_id=made.pk, answer="不采纳")
    run = finalise(here, reviewing)
    for table, change in TABLES.items():
        for statement in (f"update {table} set {change}", f"delete from {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        FrozenCell.objects.create(run=run, figure=SHARE, key="999999999", part=0)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        Score.objects.create(run=run, unit=unit_of(run, here), indicator=indicator_of(run, "1"))
    assert recompute(run).is_same


def test_a_correction_stands_beside_the_old_run_with_its_reason(reviewing: Any, here: Place) -> None:
    act(here, reviewing, "announce")
    old = finalise(here, reviewing)
    with pytest.raises(Invalid) as caught:
        prepare_run(actor=here.actor("body_office"), data=new_run(old.scheme, correction_of=old.pk))
    assert "reason" in caught.value.fields
    given_toys(here.township, 4, 0)
    new = prepare_run(
        actor=here.actor("body_office"), data=new_run(old.scheme, correction_of=old.pk, reason="漏计四件")
    )
    new = walked(here, new, "reviewing")
    assert points_of(new, here)["A"] == Decimal("35.0000")
    assert points_of(old, here)["A"] == Decimal("30.0000")
    assert points_of(new, here)["C"] == Decimal("18.0000")


def test_what_if_moves_totals_and_stores_nothing(reviewing: Any, here: Place) -> None:
    before = list(Score.objects.filter(run=reviewing).order_by("pk").values_list("pk", "points"))
    moved = what_if(reviewing, {"A": {"weight": "20"}, "C": {"weight": "40"}}, "乡")
    mine = next(row for row in moved if row.unit.region_id == here.township.pk)
    assert mine.total == (Decimal("82.0000"), Decimal("85.0000"))
    assert list(Score.objects.filter(run=reviewing).order_by("pk").values_list("pk", "points")) == before


def test_a_veto_gives_the_lowest_grade(here: Place, neighbour: Place) -> None:
    given_toys(here.township, 4, 0)
    run = given_run(here, "collecting")
    given_report(here, run, "C", "10", "10")
    given_report(here, run, "D", "0")
    given_report(here, run, "V", "1")
    run = walked_on(here, run)
    unit = unit_of(run, here)
    assert (unit.total, unit.is_vetoed, unit.grade) == (Decimal("70.0000"), True, "failed")


def test_points_by_place_follow_the_place_of_the_year_before(here: Place, neighbour: Place) -> None:
    ranked = leaf(
        "B",
        weight="100",
        method="rank",
        expression=f"{COUNT}.part",
        params={"rise": "5", "falls": [["1", "10"]]},
    )
    given_toys(here.township, 2, 0)
    first = given_run(here, "final", scheme=given_scheme(here.county, (ranked,)))
    assert (points_of(first, here)["B"], points_of(first, neighbour)["B"]) == (Decimal(100), Decimal(0))
    given_toys(neighbour.township, 3, 0, on=date(YEAR + 1, 3, 1))
    with time_machine.travel(datetime(YEAR + 2, 2, 1, 2, tzinfo=UTC), tick=False):
        later = given_run(here, "reviewing", scheme=given_scheme(here.county, (ranked,), year=YEAR + 1))
    assert later.previous_id == first.pk
    assert (points_of(later, here)["B"], points_of(later, neighbour)["B"]) == (Decimal(-10), Decimal(105))


def test_a_command_proves_a_run_and_names_what_differs(
    reviewing: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("recompute_run", reviewing.matter.number)
    assert "every one the same" in capsys.readouterr().out
    FrozenCell.objects.filter(run=reviewing, figure=SHARE).update(part=2, ids_in=[1, 2])
    with pytest.raises(CommandError):
        call_command("recompute_run", reviewing.matter.number)
    assert "A: kept 75/1" in capsys.readouterr().err


def test_the_jobs_of_the_outbox_carry_a_run_from_the_lock_to_the_review(
    here: Place, neighbour: Place
) -> None:
    given_toys(here.township, 3, 1)
    run = given_run(here, "computing")
    done: list[str] = []
    while (
        waiting := OutboxEntry.objects.filter(job__startswith="assessment.", done_at=None)
        .order_by("pk")
        .first()
    ):
        assert deliver(waiting.pk), waiting.last_error
        done.append(waiting.job)
    assert done == ["assessment.freeze", "assessment.units", "assessment.finish"]
    run.refresh_from_db()
    assert (run.matter.state, run.units_left) == ("reviewing", 0)
    assert run.input_digest
