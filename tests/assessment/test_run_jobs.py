"""The jobs of a run: some units each, none of them held up by another, and nothing lost by whoever dies in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models.sql.datastructures import Join

from assessment.models import AssessedUnit, FrozenCell, FrozenRecord, Score
from assessment.queries import digests
from assessment.queries.runs import progress_of
from assessment.services import run_computing
from assessment.services.run_checks import recompute
from pingan.common.figures import Period, all_figures, within
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from tests.factories.org import given_region
from tests.factories.runs import SINCE, UNTIL, act, counting_toys, given_run, given_toys, unit_of
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
TOWNS = ("360703001000", "360703100000", "360703101000")


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


@pytest.fixture
def computing(here: Place, neighbour: Place) -> Any:
    """Five townships whose records are frozen, and whose jobs are handed out."""
    for number, code in enumerate(TOWNS):
        given_toys(given_region(code), number, 2)
    given_toys(here.township, 3, 1)
    run = given_run(here, "computing")
    assert deliver(OutboxEntry.objects.get(job="assessment.freeze").pk)
    return run


def waiting() -> list[OutboxEntry]:
    rows = OutboxEntry.objects.filter(job__startswith="assessment.", done_at=None, attempts=0)
    return list(rows.order_by("pk"))


def left_of(run: Any) -> tuple[int, int]:
    run.refresh_from_db()
    return run.units_left, Score.objects.filter(run=run).values("unit").distinct().count()


def test_a_unit_that_cannot_be_scored_holds_up_no_other(
    computing: Any, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, sound = unit_of(computing, here).pk, run_computing.scored_units

    def scored(run: Any, plan: Any, units: list[AssessedUnit]) -> Any:
        if any(unit.pk == bad for unit in units):
            raise ZeroDivisionError
        return sound(run, plan, units)

    with monkeypatch.context() as patch:
        patch.setattr(run_computing, "scored_units", scored)
        while jobs := waiting():
            for job in jobs:
                deliver(job.pk)
    failed = OutboxEntry.objects.get(job__startswith="assessment.", done_at=None)
    assert failed.payload == {"run_id": computing.pk, "unit_id": bad}
    assert left_of(computing) == (1, 4)
    assert progress_of(computing)["failing"] == 1
    assert (
        "1 个计算任务失败"
        in here.client("body_office").get(f"/assessment/runs/{computing.pk}/").content.decode()
    )
    assert deliver(failed.pk)
    assert left_of(computing) == (0, 5)
    assert deliver(OutboxEntry.objects.get(job="assessment.finish").pk)
    computing.refresh_from_db()
    assert recompute(computing).is_same


def test_who_dies_in_the_middle_of_some_units_leaves_nothing_half_done(computing: Any) -> None:
    [job] = waiting()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        run_computing.compute_units(**job.payload)
        raise KeyboardInterrupt
    assert left_of(computing) == (5, 0)
    assert deliver(job.pk)
    assert left_of(computing) == (0, 5)


def test_units_that_were_computed_are_left_out_when_jobs_are_handed_out_again(
    computing: Any, here: Place
) -> None:
    [job] = waiting()
    assert run_computing.compute_units(computing.pk, [unit_of(computing, here).pk]) == 1
    act(here, computing, "restart")
    while jobs := waiting():
        for each in jobs:
            assert deliver(each.pk)
    assert left_of(computing) == (0, 5)
    assert Score.objects.filter(run=computing).count() == 5 * 6
    assert job.payload["run_id"] == computing.pk


def test_a_digest_is_that_of_all_rows_however_few_are_read_at_once(
    computing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = digests.input_digest(computing)
    monkeypatch.setattr(digests, "_HANDFUL", 2)
    assert digests.input_digest(computing) == whole
    FrozenRecord.objects.filter(run=computing).order_by("-record").first().delete()  # type: ignore[union-attr]  # there
    assert digests.input_digest(computing) != whole


def test_figures_over_the_same_rows_are_frozen_with_their_records_at_once(computing: Any) -> None:
    cells = FrozenCell.objects.filter(run=computing)
    share = {cell.key: cell.ids_in + cell.ids_out for cell in cells.filter(figure="toy.on_time")}
    plain = {cell.key: cell.ids_in for cell in cells.filter(figure="toy.cases")}
    assert {key: sorted(ids) for key, ids in share.items()} == plain
    records = FrozenRecord.objects.filter(run=computing).values_list("record", flat=True)
    assert sorted(records) == sorted(pk for ids in plain.values() for pk in ids)


def test_no_figure_counts_a_record_twice() -> None:
    # A join to many rows would give the same record several times, and freezing refuses that.
    for one in all_figures().values():
        rows = within(one, one.rows(Period(SINCE, UNTIL)), ["36"]).values_list(
            one.record, *one.facts.values()
        )
        str(rows.query)
        for join in rows.query.alias_map.values():
            if isinstance(join, Join):
                field = join.join_field
                assert not (field.one_to_many or field.many_to_many), (one.code, join.table_name)
