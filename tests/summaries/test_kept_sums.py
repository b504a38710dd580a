"""Whatever happens to a record, the sums come to what the records are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from grids.models import Incident
from pingan.common.figures import Grain, Period, all_figures, counts
from pingan.matters.models import Clock
from pingan.office.models import FigureCell, SummaryMark, SummaryRun
from pingan.office.services import refreshing
from pingan.office.services.recounting import recount_summaries
from pingan.office.services.refreshing import refresh_summaries
from pingan.office.tasks import refresh
from tests.assessment.given_past import Past
from tests.factories import incidents
from tests.summaries.kept import counted_cells, kept_cells

pytestmark = pytest.mark.django_db


def test_a_county_that_lived_is_summed_as_it_is_counted(past: Past) -> None:
    refresh_summaries()
    kept = kept_cells()
    assert kept == counted_cells()
    assert {figure for figure, *_rest in kept} >= {
        "incident.on_time", "incident.satisfied", "dispute.total", "dispute.resolved", "flag.same_day",
        "agreement.visited", "hazard.cleared", "decision.filed", "warning.answered", "report.on_time",
    }  # fmt: skip
    assert recount_summaries() == 0


@pytest.mark.parametrize("code", [code for code, one in all_figures().items() if one.day])
def test_days_add_up_to_the_period(past: Past, period: Period, code: str) -> None:
    one = all_figures()[code]
    refresh_summaries()
    days = (period.since, period.until)
    rows = FigureCell.objects.of_townships().filter(figure=code, span="day", first_on__range=days)
    found: dict[str, list[int]] = {}
    for row in rows:
        sums = found.setdefault(row.code, [0, 0])
        sums[0] += row.part
        sums[1] += row.whole or 0
    counted = counts(one, period, Grain.TOWNSHIP, ["36"])
    assert found == {key: [tally.part, tally.whole or 0] for key, tally in counted.items()}


def test_what_moves_to_another_day_or_place_leaves_the_old_one(past: Past) -> None:
    here, near = past.world.here, past.world.neighbour
    moved = incidents.given_incident(here, "closed")
    refresh_summaries()
    long_ago = timezone.now() - timedelta(days=90)
    incidents.rewrite(moved.pk, opened_at=long_ago, closed_at=long_ago)
    refresh_summaries()
    assert kept_cells() == counted_cells()
    village = near.grid.region
    incidents.rewrite(moved.pk, region=village, region_code=village.code)
    refresh_summaries()
    assert kept_cells() == counted_cells()


def test_what_is_taken_out_is_counted_no_more(past: Past) -> None:
    refresh_summaries()
    Clock.objects.filter(matter__kind="incident").update(is_met=False)
    Incident.objects.update(satisfaction="satisfied", evaluated_at=timezone.now())
    refresh_summaries()
    assert kept_cells() == counted_cells()


def test_a_job_that_is_lost_or_runs_twice_changes_nothing(past: Past) -> None:
    assert SummaryMark.objects.exists()
    with (
        connection.cursor() as cursor
    ):  # what a refresh that died in the middle leaves: its marks, rolled back
        cursor.execute("SAVEPOINT died")
        refresh_summaries()
        cursor.execute("ROLLBACK TO SAVEPOINT died")
    assert FigureCell.objects.count() == 0 and SummaryMark.objects.exists()
    refresh_summaries()
    once = kept_cells()
    refresh_summaries()
    assert kept_cells() == once == counted_cells()
    assert not SummaryMark.objects.exists()


def test_a_recount_says_what_was_wrong_and_mends_it(past: Past) -> None:
    refresh_summaries()
    cells = FigureCell.objects.of_townships().filter(span="day")
    wrong, missing = cells.filter(figure="incident.reported").order_by("pk")[:2]
    FigureCell.objects.filter(pk=wrong.pk).update(part=77)
    missing.delete()
    assert recount_summaries() == 2
    assert kept_cells() == counted_cells()
    assert SummaryRun.objects.get().differences == 2
    assert recount_summaries() == 0


def test_the_sums_say_how_fresh_they_are(past: Past) -> None:
    before = timezone.now()
    refresh_summaries()
    assert SummaryRun.objects.get().fresh_at >= before


def test_what_was_there_before_the_sums_came_is_counted_at_the_first_run(past: Past) -> None:
    SummaryMark.objects.all().delete()  # as after a migration: records, no marks, no sums
    refresh.run()
    assert kept_cells() == counted_cells()
    assert SummaryRun.objects.get().recounted_at is not None


def test_a_backlog_of_months_is_counted_month_by_month_and_comes_to_the_same(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More marks than one transaction takes, spread over a year: each month of a topic is counted once."""
    long_ago = timezone.now() - timedelta(days=200)
    for days in range(0, 120, 10):
        made = incidents.given_incident(past.world.here, "closed")
        at = long_ago + timedelta(days=days)
        incidents.rewrite(made.pk, opened_at=at, closed_at=at)
    months = {(mark.topic, mark.day.replace(day=1)) for mark in SummaryMark.objects.all()}
    waiting = SummaryMark.objects.count()
    monkeypatch.setattr(refreshing, "_AT_ONCE", 3)
    taken: list[int] = []
    real = refreshing.deal_with_marks
    monkeypatch.setattr(refreshing, "deal_with_marks", lambda: taken.append(real()) or taken[-1])  # type: ignore[func-returns-value]
    assert refresh_summaries() == waiting
    assert len([each for each in taken if each]) <= len(months)
    assert kept_cells() == counted_cells()
    assert recount_summaries() == 0
