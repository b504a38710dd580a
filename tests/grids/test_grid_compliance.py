"""Article 15 as gaps (domain invariant 1), the same in SQL and in the rule."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grids.models import Grid
from grids.queries.compliance import (
    compliance_list,
    county_compliance,
    gap_text,
    grids_without_full_time_worker,
)
from grids.rules.sizes import (
    AssignedWorker,
    Gap,
    GapCode,
    GridFacts,
    SizeAdvice,
    gaps_of_grid,
    needs_full_time_worker,
)
from grids.services.duties import DutyLine, DutyListInput, MatterLine, publish_duty_list
from pingan.accounts.models import User
from pingan.common.errors import Forbidden, Invalid
from tests.factories.grids import given_assignment, given_catalogue, given_grid
from tests.factories.org import given_actor, given_region, given_two_counties, given_user

ADVICE = SizeAdvice(300, 500, 1000, 50, "来源")
FULL = AssignedWorker(1, "worker", "full_time")
PART = AssignedWorker(1, "worker", "part_time")
LEADER = AssignedWorker(2, "leader", "part_time")
URBAN_CODES = ["", "111", "112", "121", "122", "123", "210", "220"]


def codes(grid: GridFacts) -> set[GapCode]:
    return {gap.code for gap in gaps_of_grid(grid, ADVICE)}


def urban(**changes) -> GridFacts:
    base = {"code": "1", "kind": "governance_grid", "urban_rural_code": "111", "households": 400}
    return GridFacts(**{**base, "workers": (FULL, LEADER), **changes})


def test_an_urban_grid_with_a_full_time_worker_and_a_leader_has_no_gap():
    assert gaps_of_grid(urban(), ADVICE) == ()


@pytest.mark.parametrize(
    "staff",
    [
        (),
        (LEADER,),
        (PART,),
        (AssignedWorker(1, "assistant", "full_time"),),
        (AssignedWorker(1, "worker", "full_time", is_active=False),),
    ],
)
def test_nobody_else_stands_in_for_the_full_time_worker(staff):
    gaps = gaps_of_grid(urban(workers=staff), ADVICE)
    assert gaps[0].code is GapCode.NO_FULL_TIME_WORKER
    assert gaps[0].is_breach
    assert "第十五条" in gaps[0].source


def test_one_person_full_time_in_two_grids_is_pointed_out_but_no_breach():
    shared = AssignedWorker(1, "worker", "full_time", full_time_grids=2)
    gaps = gaps_of_grid(urban(workers=(shared, LEADER)), ADVICE)
    assert [(gap.code, gap.is_breach) for gap in gaps] == [(GapCode.SHARED_FULL_TIME_WORKER, False)]


def test_a_rural_grid_is_content_with_a_part_time_worker_but_needs_one():
    assert codes(urban(kind="basic_grid", workers=(PART, LEADER))) == set()
    assert codes(urban(urban_rural_code="220", workers=(PART, LEADER))) == set()
    assert codes(urban(kind="basic_grid", workers=(LEADER,))) == {GapCode.NO_WORKER}


@pytest.mark.parametrize(
    ("households", "people", "expected"),
    [
        (300, None, set()),
        (500, None, set()),
        (501, None, {GapCode.TOO_LARGE}),
        (299, None, {GapCode.TOO_SMALL}),
        (None, 1500, set()),
        (None, 1501, {GapCode.TOO_LARGE}),
        (None, 499, {GapCode.TOO_SMALL}),
        (600, 1200, set()),  # households *or* people: one of the two is enough
        (600, 1800, {GapCode.TOO_LARGE}),
        (None, None, {GapCode.NOT_COUNTED}),
    ],
)
def test_the_recommended_size_is_households_or_people(households, people, expected):
    assert codes(urban(households=households, resident_population=people)) == expected


@pytest.mark.parametrize("code", list(GapCode))
def test_every_gap_has_a_sentence_that_shows_its_numbers(code):
    with translation.override("en"):
        text = gap_text(Gap(code, "来源", found="501", wanted="500"))
    assert "%(" not in text
    assert ("501" in text) == (code in {"too_large", "too_small", "shared_full_time_worker"})


@given(st.sampled_from(URBAN_CODES), st.sampled_from([None, True, False]))
def test_the_countys_word_goes_before_the_code_and_unknown_leans_to_the_strict_side(code, override):
    needs = needs_full_time_worker(urban(urban_rural_code=code, is_urban_override=override))
    assert needs == (override if override is not None else not code.startswith("2"))


def given_place(code: str, urban_rural_code: str):
    region = given_region(code)
    region.urban_rural_code = urban_rural_code
    region.save()
    return region


@pytest.mark.django_db
def test_the_dashboard_lists_the_urban_grid_without_a_full_time_worker():
    org = given_two_counties()
    community = given_place("360703001001", "111")
    office = given_actor("body_office", org.county)
    good, bad = (given_grid(community, kind="governance_grid") for _ in range(2))
    given_grid(org.village)
    given_assignment(good)
    given_assignment(bad, employment="part_time")
    assert list(grids_without_full_time_worker(office)) == [bad]
    line = next(line for line in compliance_list(office) if line.code == "360703")
    assert (line.grids, line.must_have, line.missing, line.is_compliant) == (3, 2, 1, False)
    found = county_compliance(office, "360703")
    assert (found.grids, found.must_have, found.have) == (3, 2, 1)
    assert (bad.code, GapCode.NO_FULL_TIME_WORKER) in {(code, gap.code) for code, gap in found.gaps}
    assert (good.code, GapCode.NO_FULL_TIME_WORKER) not in {(code, gap.code) for code, gap in found.gaps}


@pytest.mark.django_db
def test_a_closed_account_or_an_ended_assignment_no_longer_counts():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    grid = given_grid(given_place("360703001001", "111"), kind="governance_grid")
    user = given_user()
    row = given_assignment(grid, user)
    assert not grids_without_full_time_worker(office).exists()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert grids_without_full_time_worker(office).exists()
    User.objects.filter(pk=user.pk).update(is_active=True)
    row.valid_to = date(2025, 1, 1)
    row.save()
    assert grids_without_full_time_worker(office).exists()
    assert not grids_without_full_time_worker(office, on=date(2024, 12, 31)).exists()


@pytest.mark.django_db
def test_another_countys_office_sees_no_line():
    org = given_two_counties()
    given_grid(org.village)
    assert compliance_list(given_actor("body_office", org.other_county)) == []


@pytest.mark.django_db
def test_sql_and_rule_agree_for_every_kind_code_and_override():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    kinds = ("governance_grid", "basic_grid", "dedicated_grid")
    cases = [(k, c, o) for k in kinds for c in ("111", "123", "220", "") for o in (None, True, False)]
    for number, (kind, code, override) in enumerate(cases, start=1):
        grid = given_grid(given_place(f"360703001{number:03d}", code), kind=kind)
        Grid.objects.filter(pk=grid.pk).update(is_urban_override=override)
    gaps = county_compliance(office, "360703").gaps
    by_rule = {code for code, gap in gaps if gap.code is GapCode.NO_FULL_TIME_WORKER}
    assert by_rule == {grid.code for grid in grids_without_full_time_worker(office)}
    assert len(by_rule) == 7


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_grids(django_assert_max_num_queries):
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    for _ in range(12):
        given_assignment(given_grid(org.village))
    with django_assert_max_num_queries(5):
        county_compliance(office, "360703")
    with django_assert_max_num_queries(3):
        compliance_list(office)


@pytest.mark.django_db
def test_a_county_without_a_duty_list_breaks_article_15_until_it_publishes_one():
    given_catalogue()
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    given_assignment(given_grid(org.village))
    assert GapCode.NO_DUTY_LIST in {gap.code for _code, gap in county_compliance(office, "360703").gaps}
    duties = [DutyLine(kind, "职责") for kind in ("information", "patrol", "dispute", "emergency", "hazard")]
    data = DutyListInput(
        region_id=org.county.pk,
        title="南康区网格员职责清单",
        document="康平安办〔2026〕1号",
        duties=duties,
        matters=[MatterLine("HAZARD.FIRE", "楼道堆物", may_self_resolve=True)],
    )
    with pytest.raises(Forbidden):
        publish_duty_list(actor=given_actor("body_office", org.other_county), data=data, reason="首次")
    stored = publish_duty_list(actor=office, data=data, reason="首次公布")
    assert county_compliance(office, "360703").is_compliant
    assert stored.duties.count() == 5
    missing = DutyListInput(org.county.pk, "清单", "文件", duties[:4])
    with pytest.raises(Invalid) as refused:
        publish_duty_list(actor=office, data=missing, reason="修订")
    assert "duties" in refused.value.fields
