"""Schemes drafted, derived, edited and published; what invariant 13 refuses, in services and in the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessment.models import AssessmentScheme, Indicator
from assessment.queries.schemes import before, bounds_of, compared, problems_of, tree_of
from assessment.services.publishing import discard_draft, publish_scheme, take_over
from assessment.services.scheme_data import data_of_indicator, data_of_scheme
from assessment.services.schemes import draft_scheme, remove_indicator, save_indicator, save_scheme
from pingan.audit.models import AuditEntry
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.factories.schemes import (
    SMALL,
    YEAR,
    city_office,
    given_draft,
    given_published,
    indicator,
    province_office,
    toy_figures,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PAPER = "康平安〔2026〕3号"


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    with toy_figures():
        yield


@pytest.fixture
def above(world: World) -> AssessmentScheme:
    return given_published(province_office(world))


def changed(row: AssessmentScheme, code: str, actor: Any, **words: Any) -> Indicator:
    """Say something else of one indicator of a draft."""
    found = row.indicators.select_related("parent").get(code=code)
    data = replace(data_of_indicator(found), **words)
    return save_indicator(actor=actor, scheme_id=row.pk, data=data, indicator_id=found.pk)


def faults_at(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return set(error.value.fields)


def test_a_county_derives_every_indicator_of_the_scheme_above(world: World, above: AssessmentScheme) -> None:
    row = given_draft(world.here.actor("body_office"))
    assert row.parent == above and row.region == world.here.county
    pairs = {one.code: one for one in row.indicators.select_related("origin", "parent")}
    assert list(pairs) == [one.code for one in SMALL]
    for one in SMALL:
        found = pairs[one.code]
        assert found.origin is not None and found.origin.scheme_id == above.pk
        assert (found.parent.code if found.parent else "") == one.under
        assert (found.weight, found.params, found.expression) == (one.weight, one.params, one.expression)
    assert problems_of(row) == []
    assert AuditEntry.objects.filter(action="scheme.drafted", object_id=row.pk).count() == 1


def test_a_county_derives_from_its_city_where_that_has_published(
    world: World, above: AssessmentScheme
) -> None:
    city = city_office()
    middle = given_draft(city)
    changed(middle, "D1", city, weight_low=Decimal(0), weight_high=Decimal(1000))
    publish_scheme(actor=city, pk=middle.pk, document=PAPER)
    row = given_draft(world.here.actor("body_office"))
    assert row.parent_id == middle.pk
    # Whatever the city writes, it cannot allow more than it was allowed.
    assert bounds_of(row.indicators.get(code="D1")) == (Decimal(30), Decimal(50))


def test_without_a_scheme_above_nobody_but_the_province_begins(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        draft_scheme(actor=world.here.actor("body_office"), year=YEAR, audience="divisions")
    assert faults_at(refused) == {"year"}
    assert draft_scheme(actor=province_office(world), year=YEAR, audience="divisions").parent is None


def test_only_the_office_of_the_body_drafts_and_only_it_or_its_leader_publishes(
    world: World, above: AssessmentScheme
) -> None:
    here = world.here
    row = given_draft(here.actor("body_office"))
    for role in ("leader", "auditor", "township_desk", "county_dispatcher"):
        with pytest.raises(Forbidden):
            draft_scheme(actor=here.actor(role), year=YEAR, audience="units")
    with pytest.raises((NotFound, Forbidden)):
        publish_scheme(actor=here.actor("auditor"), pk=row.pk, document=PAPER)
    with pytest.raises(NotFound):
        publish_scheme(actor=world.far.actor("body_office"), pk=row.pk, document=PAPER)
    with pytest.raises(Forbidden):
        save_scheme(actor=here.actor("leader"), pk=row.pk, data=data_of_scheme(row))
    published = publish_scheme(actor=here.actor("leader"), pk=row.pk, document=PAPER)
    assert published.state == "published" and published.published_by_id == here.actor("leader").user_id
    assert AuditEntry.objects.get(action="scheme.published", object_id=row.pk).reason == PAPER


def test_faults_do_not_stop_saving_but_publishing_at_their_indicators(
    world: World, above: AssessmentScheme
) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    changed(row, "D1", office, weight=Decimal(60))
    with pytest.raises(Invalid) as refused:
        publish_scheme(actor=office, pk=row.pk, document=PAPER)
    assert faults_at(refused) == {"", "indicator:D1"}
    branch = next(
        one for one in tree_of(list(row.indicators.all()), problems_of(row)) if one.row.code == "D1"
    )
    assert "30" in str(branch.problems[0]) and "50" in str(branch.problems[0])
    changed(row, "D1", office, weight=Decimal(45))
    changed(row, "G1", office, weight=Decimal(35))
    assert publish_scheme(actor=office, pk=row.pk, document=PAPER).state == "published"


def test_an_inherited_indicator_is_never_dropped_and_its_meaning_never_changed(
    world: World, above: AssessmentScheme
) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    inherited = row.indicators.get(code="D2")
    with pytest.raises(Invalid):
        remove_indicator(actor=office, scheme_id=row.pk, indicator_id=inherited.pk)
    for words in (
        {"expression": "100"},
        {"params": {"floor": "0", "target": "1"}},
        {"name": "别的"},
        {"under": "G"},
    ):
        with pytest.raises(Invalid) as refused:
            changed(row, "D2", office, **words)
        assert faults_at(refused) == set(words)
    with pytest.raises(Invalid) as refused:
        changed(row, "D2", office, is_applicable=False, reason=" ")
    assert faults_at(refused) == {"reason"}
    changed(row, "D2", office, is_applicable=False, reason="本级未设人民调解委员会")
    assert problems_of(row) == []


def test_an_own_indicator_is_added_divided_and_removed(world: World, above: AssessmentScheme) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    for code, weight in (("D1a", 25), ("D1b", 15)):
        save_indicator(
            actor=office, scheme_id=row.pk, data=indicator(code, under="D1", weight=Decimal(weight))
        )
    assert problems_of(row) == []
    with pytest.raises(Invalid) as deeper:
        save_indicator(actor=office, scheme_id=row.pk, data=indicator("D1c", under="D1a"))
    assert faults_at(deeper) == {"under"}
    with pytest.raises(Invalid) as twice:
        save_indicator(actor=office, scheme_id=row.pk, data=indicator("D1a"))
    assert faults_at(twice) == {"code"}
    for code in ("D1a", "D1b"):
        remove_indicator(actor=office, scheme_id=row.pk, indicator_id=row.indicators.get(code=code).pk)
    assert row.indicators.count() == len(SMALL)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ({"expression": "share(toy.closed"}, "expression"),
        ({"expression": "__import__('os')"}, "expression"),
        ({"expression": ""}, "expression"),
        ({"params": {"floor": "98", "target": "98"}}, "param_target"),
        ({"params": {"floor": [], "target": {"a": 1}}}, "param_floor"),
        ({"params": {"floor": "1", "target": "2", "code": "x"}}, "param_code"),
        ({"method": "eval"}, "method"),
        ({"method": "veto", "params": {}}, "method"),
        (
            {"source": "bonus", "method": "bonus", "params": {"per_case": "1", "cap": "5"}, "expression": ""},
            "weight",
        ),
        ({"weight": Decimal(-1)}, "weight"),
        ({"weight_low": Decimal(9), "weight_high": Decimal(8)}, "weight_high"),
        ({"code": "=1+1"}, "code"),
        ({"name": "\u202e "}, "name"),
        ({"under": "nowhere"}, "under"),
        ({"supplier": 2**40}, "supplier"),
        ({"is_applicable": False, "reason": "x"}, "is_applicable"),
    ],
)
def test_what_is_malformed_is_refused_at_its_field(world: World, words: dict[str, Any], at: str) -> None:
    office = province_office(world)
    row = draft_scheme(actor=office, year=YEAR, audience="divisions")
    with pytest.raises(Invalid) as refused:
        save_indicator(actor=office, scheme_id=row.pk, data=replace(indicator("X1"), **words))
    assert at in faults_at(refused)
    assert not row.indicators.exists()


def test_a_figure_that_does_not_exist_is_refused_when_publishing(world: World) -> None:
    office = province_office(world)
    row = given_draft(office)
    changed(row, "G1", office, expression="share(nobody.counts)")
    with pytest.raises(Invalid) as refused:
        publish_scheme(actor=office, pk=row.pk, document=PAPER)
    assert faults_at(refused) == {"indicator:G1"}


def test_two_who_edit_one_draft_do_not_overwrite_each_other(world: World, above: AssessmentScheme) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    save_scheme(actor=office, pk=row.pk, data=replace(data_of_scheme(row), few=20), seen_edition=row.edition)
    with pytest.raises(Stale):
        save_scheme(actor=office, pk=row.pk, data=data_of_scheme(row), seen_edition=row.edition)
    row.refresh_from_db()
    assert row.few == 20


def test_a_derived_scheme_keeps_the_full_score_and_may_not_widen_its_own_share(
    world: World, above: AssessmentScheme
) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    data = replace(
        data_of_scheme(row), full_score=Decimal(1000), own_share=Decimal(50), grades_from=(Decimal(80),) * 3
    )
    with pytest.raises(Invalid) as refused:
        save_scheme(actor=office, pk=row.pk, data=data)
    assert faults_at(refused) == {"full_score", "own_share", "grades_from"}


def test_a_new_version_replaces_the_one_in_force_and_carries_what_the_body_said(
    world: World, above: AssessmentScheme
) -> None:
    office = world.here.actor("body_office")
    first = given_draft(office)
    changed(first, "D1", office, weight=Decimal(35))
    changed(first, "D2", office, is_applicable=False, reason="本级未设")
    save_indicator(actor=office, scheme_id=first.pk, data=indicator("Z1", weight=Decimal(5), under="G"))
    publish_scheme(actor=office, pk=first.pk, document=PAPER)
    with pytest.raises(Conflict):
        changed(first, "D1", office, weight=Decimal(40))
    second = given_draft(office)
    assert second.version == 2 and before(second) == first
    assert second.indicators.get(code="D1").weight == 35
    assert second.indicators.get(code="D2").reason == "本级未设"
    assert second.indicators.get(code="Z1").parent == second.indicators.get(code="G")
    assert [one for one in compared(second, first) if one.changes or not one.here or not one.there] == []
    publish_scheme(actor=office, pk=second.pk, document=PAPER)
    first.refresh_from_db()
    assert first.state == "replaced" and first.replaced_at is not None


def test_a_draft_whose_scheme_above_was_replaced_takes_the_new_one_over(
    world: World, above: AssessmentScheme
) -> None:
    office, province = world.here.actor("body_office"), province_office(world)
    row = given_draft(office)
    changed(row, "D1", office, weight=Decimal(35))
    save_indicator(actor=office, scheme_id=row.pk, data=indicator("N1", weight=Decimal(5)))
    newer = given_draft(province)
    changed(newer, "G1", province, weight=Decimal(30))
    save_indicator(
        actor=province, scheme_id=newer.pk, data=indicator("N1", name="新任务", weight=Decimal(10))
    )
    publish_scheme(actor=province, pk=newer.pk, document=PAPER)
    with pytest.raises(Conflict):
        publish_scheme(actor=office, pk=row.pk, document=PAPER)
    take_over(actor=office, pk=row.pk)
    row.refresh_from_db()
    found = {one.code: one for one in row.indicators.select_related("origin")}
    assert row.parent_id == newer.pk
    assert found["N1"].origin is not None and found["N1"].name == "新任务"
    # The body's own indicator of the same code gives way, and is still there.
    assert found["N1-1"].origin is None and found["N1-1"].weight == 5
    assert found["D1"].weight == 35


def test_a_draft_is_thrown_away_a_published_scheme_is_not(world: World, above: AssessmentScheme) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    discard_draft(actor=office, pk=row.pk)
    assert not AssessmentScheme.objects.filter(pk=row.pk).exists()
    with pytest.raises(Conflict):
        discard_draft(actor=province_office(world), pk=above.pk)


def refused_by(name: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_itself_keeps_invariant_13(world: World, above: AssessmentScheme) -> None:
    office = world.here.actor("body_office")
    row = given_draft(office)
    publish = "update assessment_assessmentscheme set state = 'published', published_at = now() where id = %s"
    origin = row.indicators.get(code="D2").origin
    assert origin is not None
    with connection.cursor() as cursor:
        cursor.execute("delete from assessment_indicator where scheme_id = %s and code = 'D2'", [row.pk])
    refused_by("scheme_inherits_everything", publish, row.pk)
    again = Indicator.objects.create(
        scheme=row, origin=origin, code="D2", name="x", weight=20, source="computed"
    )
    # There by its origin, but it means something else.
    refused_by("scheme_inherits_everything", publish, row.pk)
    Indicator.objects.filter(pk=again.pk).update(
        method="ratio", params=origin.params, expression=origin.expression
    )
    orphan = "update assessment_assessmentscheme set parent_id = null where id = %s"
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(publish, [row.pk])
        cursor.execute("select state from assessment_assessmentscheme where id = %s", [row.pk])
        assert cursor.fetchone() == ("published",)
    refused_by("published_scheme_stays", orphan, row.pk)
    refused_by("published_indicators_stay", "delete from assessment_indicator where scheme_id = %s", row.pk)
    refused_by(
        "published_indicators_stay",
        "update assessment_indicator set weight = 1 where scheme_id = %s",
        above.pk,
    )


def test_the_database_refuses_a_scheme_below_the_province_without_one_above(world: World) -> None:
    with pytest.raises(IntegrityError, match="scheme_derives_from_above"), transaction.atomic():
        AssessmentScheme.objects.create(
            region=world.here.county, year=YEAR, audience="divisions", title="x", state="published",
            published_at=timezone.now(),
        )  # fmt: skip


def test_the_database_refuses_strangers_as_parent_and_origin(world: World, above: AssessmentScheme) -> None:
    row = given_draft(world.here.actor("body_office"))
    stranger = given_draft(city_office()).indicators.get(code="D1")
    for column in ("parent_id", "origin_id"):
        sql = f"update assessment_indicator set {column} = %s where scheme_id = %s and code = 'D2'"
        refused_by("indicator_stands_in_its_scheme", sql, stranger.pk, row.pk)
