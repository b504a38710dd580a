"""Each figure counted by hand; and for all of them the number and the list of records are one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from grids.queries.overview import overview
from pingan.common.figures import (
    Grain,
    Period,
    all_figures,
    counts,
    figure,
    fill,
    lasting_figures,
    records,
    sum_of,
)
from tests.assessment.given_past import Past, plain

BY_HAND = (
    "incident.on_time", "incident.solved", "incident.satisfied", "incident.returned_twice", "dispute.resolved",
    "agreement.visited", "flag.same_day", "decision.assessed", "decision.filed", "hazard.cleared", "warning.answered",
    "report.on_time", "responsibility.complete",
)  # fmt: skip
OF_UNITS = tuple(
    code for code in BY_HAND if code not in {"dispute.resolved", "flag.same_day", "warning.answered"}
)


@pytest.mark.parametrize("code", BY_HAND)
def test_a_figure_of_townships_is_what_was_counted_by_hand(past: Past, period: Period, code: str) -> None:
    assert plain(counts(figure(code), period, Grain.TOWNSHIP, ["3607"])) == past.townships[code]


@pytest.mark.parametrize("code", OF_UNITS)
def test_a_figure_of_units_is_what_was_counted_by_hand(past: Past, period: Period, code: str) -> None:
    assert plain(counts(figure(code), period, Grain.ORGAN, ["3607"])) == past.units[code]


def test_urban_grids_without_a_full_time_worker_are_in_the_denominator_alone(
    past: Past, period: Period
) -> None:
    here = past.world.here.grid
    type(here).objects.filter(pk=here.pk).update(kind="governance_grid", is_urban_override=True)
    one = figure("grid.full_time")
    before = sum_of(counts(one, period, Grain.TOWNSHIP, ["360703"]), here.region.code[:9], is_share=True)
    here.assignments.update(valid_to=timezone.localdate())
    after = sum_of(counts(one, period, Grain.TOWNSHIP, ["360703"]), here.region.code[:9], is_share=True)
    assert (before.whole, after.whole) == (1, 1) and (before.part, after.part) == (1, 0)


@pytest.mark.parametrize("grain", list(Grain))
def test_number_frozen_ids_and_list_are_one_for_every_figure(
    past: Past, period: Period, grain: Grain
) -> None:
    counted = 0
    for one in all_figures().values():
        if grain is Grain.ORGAN and not one.organ:
            continue
        tallies = counts(one, period, grain, ["3607"])
        for key, tally in tallies.items():
            found = list(records(one, period, grain, key))
            ids = {True: [], False: []}
            for record in found:
                ids[record.is_part].append(record.pk)
            assert len(ids[True]) == tally.part, one.code
            assert len(found) == (tally.part if tally.whole is None else tally.whole), one.code
            assert len({record.pk for record in found}) == len(found), one.code
            counted += len(found)
    assert counted > 50


def test_every_figure_takes_one_statement_whatever_the_number_of_units(
    past: Past, period: Period, django_assert_num_queries: Any
) -> None:
    figures = list(all_figures().values())
    with django_assert_num_queries(len(figures)):
        for one in figures:
            counts(one, period, Grain.TOWNSHIP, ["3607", "3601"])


def test_the_province_is_the_sum_of_its_townships(past: Past, period: Period) -> None:
    for one in all_figures().values():
        tallies = counts(one, period, Grain.TOWNSHIP, ["36"])
        whole = sum_of(tallies, "36", is_share=one.is_share)
        assert whole.part == sum(record.is_part for record in records(one, period, Grain.TOWNSHIP, "36")), (
            one.code
        )


def test_what_happened_outside_the_period_is_in_no_number(past: Past) -> None:
    today = timezone.localdate()
    gone = Period(today - timedelta(days=800), today - timedelta(days=600))
    standing = {"grid.full_time", "responsibility.complete", "responsibility_list.in_force"}
    for one in lasting_figures().values():
        if one.code not in standing:
            assert not counts(one, gone, Grain.TOWNSHIP, ["36"]), one.code


def test_no_area_at_all_counts_nothing(past: Past, period: Period) -> None:
    assert counts(figure("incident.reported"), period, Grain.TOWNSHIP, []) == {}


def test_a_restricted_dispute_counts_and_tells_no_more_than_its_number(past: Past, period: Period) -> None:
    for code in ("dispute.total", "flag.same_day"):
        found = {
            record.number: record for record in records(figure(code), period, Grain.TOWNSHIP, "360703203")
        }
        closed = [record for record in found.values() if record.is_restricted]
        assert len(closed) == 1 and closed[0].number
        assert closed[0].facts == {} and closed[0].url == ""
        assert all(record.facts and record.url for record in found.values() if not record.is_restricted)


def test_the_overview_shows_the_number_of_the_figure(past: Past) -> None:
    today = timezone.localdate()
    period = Period(today, today)
    place = past.world.here
    shown = overview(place.actor("auditor"), code=place.township.code, since=today, until=today).total.tally
    for code, share in (
        ("incident.on_time", shown.on_time),
        ("incident.solved", shown.solved_share),
        ("incident.satisfied", shown.satisfied_share),
    ):
        tally = sum_of(
            counts(figure(code), period, Grain.TOWNSHIP, ["360703203"]), "360703203", is_share=True
        )
        assert (tally.part, tally.whole) == (share.part, share.whole), code


def test_no_two_figures_bear_one_name() -> None:
    one = figure("incident.on_time")
    other = type(one)(**{**vars(one), "label": "another"})
    with pytest.raises(ValueError, match=r"incident\.on_time"):
        fill([other], order=1)
    assert figure("incident.on_time") is one


def test_figures_of_one_source_look_at_the_same_facts() -> None:
    by_source: dict[str, set[tuple[str, ...]]] = {}
    for one in all_figures().values():
        by_source.setdefault(one.source, set()).add(tuple(one.facts.items()))
    assert {source for source, facts in by_source.items() if len(facts) > 1} == set()
