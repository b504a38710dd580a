"""The catalogue of classes, limits and numbers: complete, sourced, changed by version only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from grids.models import CategoryKind, GridChange, IncidentCategory, RoutingRule, TimeLimit, WorkflowNumber
from grids.queries.categories import category_path, category_tree
from grids.queries.limits import (
    duplicate_weights,
    number_for,
    reason_text,
    size_advice,
    time_limit_for,
)
from grids.queries.routing import route_for
from grids.rules.duplicates import DuplicateWeights
from grids.services.categories import CategoryInput, retire_category, save_category
from grids.services.limits import (
    NumberInput,
    TimeLimitInput,
    retire_time_limit,
    set_time_limit,
    set_workflow_number,
)
from grids.services.routing import RoutingInput, retire_routing_rule, set_routing_rule
from grids.services.successions import follow_succession
from pingan.access.rules import system_actor
from pingan.common.errors import Forbidden, Invalid, Stale
from tests.factories.grids import given_catalogue, given_grid
from tests.factories.org import given_actor, given_organ, given_region, given_two_counties

pytestmark = pytest.mark.django_db
PLACE = "360703203200"


def accept_term(on: date | None = None, urgency: str = "normal", category: str = "HAZARD.FIRE"):
    choice = time_limit_for(
        stage="accept", category_code=category, urgency=urgency, severity="04", region_code=PLACE, on=on
    )
    assert choice is not None
    return choice.rule.amount, choice.rule.unit


TWO_DAYS = TimeLimitInput("accept", 2, "working_days", "康平安办〔2026〕2号", region_code="360703")


def test_loading_twice_changes_nothing(capsys):
    call_command("load_incident_catalogue")
    before = {model: model.objects.count() for model in (IncidentCategory, TimeLimit, WorkflowNumber)}
    call_command("load_incident_catalogue")
    assert {model: model.objects.count() for model in before} == before
    assert capsys.readouterr().out.splitlines()[1].startswith("added 0, renewed 0,")


def test_the_catalogue_is_a_tree_of_the_seven_kinds_with_both_names_and_articles():
    given_catalogue()
    rows = {row.code: row for row in IncidentCategory.objects.all()}
    assert {row.code for row in rows.values() if not row.parent_code} == set(CategoryKind.values)
    for row in rows.values():
        assert row.name and row.name_en and row.article
        assert not row.parent_code or row.parent_code in rows
        assert row.kind == category_path(row.code)[0]
        assert row.is_clue == (row.kind == "CLUE")
    org = given_two_counties()
    tree = category_tree(given_actor("grid_worker", org.village))
    assert [node.category.code for node in tree] == list(CategoryKind.values)
    assert "HAZARD.FIRE" in {node.category.code for node in tree[2].children}


def test_every_number_names_its_source_and_how_sure_it_is():
    given_catalogue()
    for model in (TimeLimit, WorkflowNumber):
        assert not model.objects.filter(source="").exists()
    assert TimeLimit.objects.get(stage="unit_report").confidence == "H"
    number = number_for("supervision.remind_after_days", PLACE)
    assert number is not None
    assert (number.count, number.unit, number.confidence, number.version) == (1, "natural_days", "M", 1)
    assert number_for("no.such_number", PLACE) is None


def test_the_shipped_terms_are_those_of_the_domain_reference():
    given_catalogue()
    assert accept_term() == (1, "working_days")
    assert accept_term(urgency="critical") == (30, "minutes")
    assert accept_term(category="EMERGENCY.ACCIDENT") == (30, "minutes")
    advice = size_advice(PLACE)
    assert (advice.households_least, advice.households_most, advice.population_about) == (300, 500, 1000)
    assert duplicate_weights(PLACE) == DuplicateWeights()


def test_a_change_opens_a_version_and_yesterdays_matter_keeps_its_rule():
    given_catalogue()
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    tomorrow = timezone.localdate() + timedelta(days=1)
    first = set_time_limit(actor=office, data=TWO_DAYS, reason="本区实际")
    assert accept_term() == (2, "working_days")
    later = replace(TWO_DAYS, amount=3, effective_from=tomorrow)
    second = set_time_limit(actor=office, data=later, reason="调整", seen_version=1)
    first.refresh_from_db()
    assert (first.amount, first.effective_to, first.closed_by_id) == (2, tomorrow, office.user_id)
    assert (second.version, second.created_by_id, second.reason) == (2, office.user_id, "调整")
    assert accept_term() == (2, "working_days")
    assert accept_term(on=tomorrow) == (3, "working_days")


def test_the_same_again_makes_no_version_and_a_second_change_on_one_day_does():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    first = set_time_limit(actor=office, data=TWO_DAYS, reason="一")
    assert set_time_limit(actor=office, data=TWO_DAYS, reason="二") == first
    set_time_limit(actor=office, data=replace(TWO_DAYS, amount=4), reason="三")
    assert accept_term() == (4, "working_days")
    assert TimeLimit.objects.count() == 2


def test_a_rule_begins_neither_in_the_past_nor_before_a_later_version():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    today = timezone.localdate()
    with pytest.raises(Invalid):
        early = replace(TWO_DAYS, effective_from=today - timedelta(days=1))
        set_time_limit(actor=office, data=early, reason="补")
    later = replace(TWO_DAYS, effective_from=today + timedelta(days=9))
    set_time_limit(actor=office, data=later, reason="预告")
    with pytest.raises(Invalid):
        set_time_limit(actor=office, data=replace(TWO_DAYS, amount=3), reason="插队")


def test_who_read_an_older_version_is_told_so():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    set_time_limit(actor=office, data=TWO_DAYS, reason="一", seen_version=0)
    with pytest.raises(Stale):
        set_time_limit(actor=office, data=replace(TWO_DAYS, amount=5), reason="二", seen_version=0)


@pytest.mark.parametrize(
    ("role", "place"),
    [("body_office", "other_county"), ("township_desk", "county"), ("system_admin", "county")],
)
def test_only_the_areas_own_office_sets_its_rules(role, place):
    org = given_two_counties()
    with pytest.raises(Forbidden):
        set_time_limit(actor=given_actor(role, getattr(org, place)), data=TWO_DAYS, reason="x")


def test_a_countys_office_cannot_change_the_provinces_rule():
    given_catalogue()
    office = given_actor("body_office", given_two_counties().county)
    with pytest.raises(Forbidden):
        set_time_limit(actor=office, data=replace(TWO_DAYS, region_code="36"), reason="x")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 10**7}, "amount"),
        ({"source": " "}, "source"),
        ({"unit": "moons"}, "unit"),
        ({"stage": "dream"}, "stage"),
        ({"category_code": "NOPE"}, "category_code"),
        ({"urgency": "very"}, "urgency"),
        ({"severity": "05"}, "severity"),
    ],
)
def test_an_impossible_limit_is_refused_at_its_field(changes, field):
    office = given_actor("body_office", given_two_counties().county)
    with pytest.raises(Invalid) as refused:
        set_time_limit(actor=office, data=replace(TWO_DAYS, **changes), reason="x")
    assert field in refused.value.fields


def test_the_database_itself_refuses_two_versions_on_one_day():
    given_catalogue()
    row = TimeLimit.objects.get(stage="return")
    row.pk, row.version, row.effective_from = None, 7, date(2025, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.region_code = "360703"
    row.save(force_insert=True)


def test_ending_a_countys_rule_brings_the_provinces_back():
    given_catalogue()
    office = given_actor("body_office", given_two_counties().county)
    row = set_time_limit(actor=office, data=TWO_DAYS, reason="一")
    retire_time_limit(actor=office, limit_id=row.pk, reason="废止")
    assert accept_term() == (1, "working_days")
    with pytest.raises(Invalid):
        retire_time_limit(actor=office, limit_id=row.pk, reason="再废止")


def test_what_an_office_changed_or_ended_survives_the_next_loading():
    given_catalogue()
    province = given_actor("body_office", given_two_counties().province)
    changed = NumberInput("reopen.window_days", "natural_days", "省平安办通知", Decimal(60))
    set_workflow_number(actor=province, data=changed, reason="调整")
    ended = TimeLimit.objects.get(stage="verify")
    retire_time_limit(actor=province, limit_id=ended.pk, reason="停用")
    given_catalogue()
    number = number_for("reopen.window_days", PLACE)
    assert number is not None
    assert number.count == 60
    assert TimeLimit.objects.get(stage="verify").effective_to is not None


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30"])
def test_a_number_that_is_none_is_refused(value):
    office = given_actor("body_office", given_two_counties().county)
    with pytest.raises(Invalid):
        data = NumberInput("reopen.window_days", "d", "s", Decimal(value), region_code="360703")
        set_workflow_number(actor=office, data=data, reason="x")


def test_a_county_adds_its_own_class_under_a_provincial_one():
    given_catalogue()
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    own = CategoryInput(
        "HAZARD.FURNITURE", "家具厂粉尘", "Furniture dust", parent_code="HAZARD", region_code="360703"
    )
    row = save_category(actor=office, data=own, reason="本地产业")
    assert (row.kind, row.version) == ("HAZARD", 1)
    assert category_path("HAZARD.FURNITURE") == ("HAZARD", "HAZARD.FURNITURE")
    renamed = save_category(actor=office, data=replace(own, name="家具粉尘涉爆"), reason="改名")
    assert (renamed.version, str(renamed)) == (2, "家具粉尘涉爆")
    with pytest.raises(Forbidden):
        save_category(actor=office, data=replace(own, region_code="36", code="HAZARD.X"), reason="越权")
    with pytest.raises(Invalid):
        stranger = given_actor("body_office", org.other_county)
        save_category(actor=stranger, data=replace(own, region_code="360704"), reason="抢占")


def test_a_class_cannot_hang_under_itself_and_a_clue_stays_a_clue():
    given_catalogue()
    province = given_actor("body_office", given_two_counties().province)
    fire = CategoryInput("HAZARD.FIRE", "消防", "Fire", parent_code="HAZARD.FIRE.EXIT")
    with pytest.raises(Invalid) as refused:
        save_category(actor=province, data=fire, reason="x")
    assert "parent_code" in refused.value.fields
    open_clue = CategoryInput("CLUE.GANG", "线索", "Clue", parent_code="CLUE", is_clue=False)
    with pytest.raises(Invalid) as refused:
        save_category(actor=province, data=open_clue, reason="x")
    assert "is_clue" in refused.value.fields


def test_a_class_with_classes_under_it_is_not_ended():
    given_catalogue()
    province = given_actor("body_office", given_two_counties().province)
    fire = IncidentCategory.objects.get(code="HAZARD.FIRE")
    leaf = IncidentCategory.objects.get(code="HAZARD.FIRE.EXIT")
    with pytest.raises(Invalid):
        retire_category(actor=province, category_id=fire.pk, reason="x")
    retire_category(actor=province, category_id=leaf.pk, reason="并入上级")
    assert category_path("HAZARD.FIRE.EXIT") == ("HAZARD.FIRE.EXIT",)


def test_the_route_names_unit_and_reason_and_an_ended_unit_is_left_out():
    given_catalogue()
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    fire, general = given_organ(org.county, "区消防救援大队"), given_organ(org.county, "区应急局")
    data = RoutingInput(general.pk, "360703", "HAZARD")
    set_routing_rule(actor=office, data=data, reason="职责清单")
    special = replace(data, organ_id=fire.pk, category_code="HAZARD.FIRE")
    set_routing_rule(actor=office, data=special, reason="专责")
    choice = route_for(category_code="HAZARD.FIRE.EXIT", region_code=PLACE)
    assert choice is not None
    assert choice.rule.organ == fire
    with translation.override("en"):
        assert "class Fire safety" in reason_text(choice.reason)
        assert "南康区" in reason_text(choice.reason)
    fire.valid_to = timezone.localdate()
    fire.save()
    fallback = route_for(category_code="HAZARD.FIRE.EXIT", region_code=PLACE)
    assert fallback is not None
    assert fallback.rule.organ == general
    retire_routing_rule(actor=office, rule_id=fallback.rule.pk, reason="停用")
    assert route_for(category_code="HAZARD.FIRE.EXIT", region_code=PLACE) is None


def test_a_unit_is_not_made_the_default_where_it_does_not_work():
    given_catalogue()
    org = given_two_counties()
    abroad = given_organ(org.other_county)
    with pytest.raises(Invalid) as refused:
        data = RoutingInput(abroad.pk, "360703", "HAZARD")
        set_routing_rule(actor=given_actor("body_office", org.county), data=data, reason="x")
    assert "organ" in refused.value.fields


def test_grids_and_rules_follow_a_township_that_became_a_town():
    given_catalogue()
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    old, new = org.village, given_region("360703109200", "朱坊村委会")
    grid = given_grid(old)
    set_time_limit(actor=office, data=replace(TWO_DAYS, region_code=old.code), reason="试点")
    follow_succession(old, new, system_actor())
    grid.refresh_from_db()
    assert (grid.region, grid.code[:12], grid.version) == (new, old.code, 2)
    assert GridChange.objects.get(grid=grid, version=2).before == {"region_id": old.pk}
    moved = time_limit_for(
        stage="accept", category_code="HAZARD", urgency="normal", severity="04", region_code=new.code
    )
    assert moved is not None
    assert (moved.rule.amount, moved.rule.region_code) == (2, new.code)
    assert not RoutingRule.objects.exists()
