"""Who sees which dispute: both forms of every reach agree, and lists keep to the indexes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from disputes.models import Channel, Dispute, DisputeParty, DisputeReader, MediationSession
from disputes.queries.disputes import disputes_visible
from disputes.queries.mediators import sessions_between
from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from tests.factories.disputes import act, given_dispute, given_registration, next_morning, step
from tests.factories.world import LEVELS, World

pytestmark = pytest.mark.django_db
VERBS = ("view", "edit", "mediate", "visit", "comment", "reveal", "police", "flag", "assist")


@pytest.fixture
def scene(world: World) -> dict[str, Dispute]:
    """One of each reach: plain, at a table, joint, restricted, with a reader from elsewhere, of another county."""
    here = world.here
    joint = given_dispute(here, "mediating")
    act(here, joint, "join_units", "township_desk", organs=(here.units["housing"].pk,), note="核实情况")
    closed = given_registration(here, restriction="domestic_violence")
    afar = given_registration(here, restriction="other")
    reader = world.far.users["township_desk"]
    DisputeReader.objects.create(dispute=afar, user=reader, reason="借调", named_at=afar.matter.opened_at)
    return {
        "plain": given_registration(here),
        "desk's": given_registration(here, "township_desk"),
        "at the table": step(here, given_dispute(here, "mediating"), "plan_session"),
        "joint": joint,
        "restricted": closed,
        "read from afar": afar,
        "of another township": given_registration(world.neighbour),
        "of another county": given_registration(world.far),
    }


def _actors(world: World) -> list[Actor]:
    return [
        place.actor(role)
        for place in world.places.values()
        for role in (*LEVELS, "unit_handler_2", "township_desk_b")
    ]


def test_both_forms_of_every_reach_agree(world: World, scene: dict[str, Dispute]) -> None:
    for actor in _actors(world):
        for verb in VERBS:
            shown = set(visible_to(Dispute, actor, verb).values_list("pk", flat=True))
            of_matter = set(visible_to(Matter, actor, verb).values_list("pk", flat=True))
            for name, dispute in scene.items():
                row = Dispute.objects.select_related("matter").get(pk=dispute.pk)
                told = (actor.role, actor.region_code, verb, name)
                assert (row.pk in shown) is allows(actor, verb, row), told
                assert (row.pk in of_matter) is (row.pk in shown), told


def test_rows_that_belong_to_a_dispute_are_seen_with_it(world: World, scene: dict[str, Dispute]) -> None:
    for actor in _actors(world):
        seen = set(visible_to(Dispute, actor).values_list("pk", flat=True))
        for model, path in (
            (DisputeParty, "dispute_id"), (Channel, "dispute_id"), (MediationSession, "channel__dispute_id"),
        ):  # fmt: skip
            rows: Any = visible_to(model, actor)
            assert set(rows.values_list(path, flat=True)) == set(
                model._default_manager.filter(**{f"{path}__in": seen}).values_list(path, flat=True)
            ), (actor.role, model)


def test_a_reader_from_elsewhere_sees_that_one_alone(world: World, scene: dict[str, Dispute]) -> None:
    seen = set(disputes_visible(world.far.actor("township_desk")).values_list("pk", flat=True))
    assert seen == {scene["read from afar"].pk, scene["of another county"].pk}


def test_nobody_is_shown_a_dispute_twice(world: World, scene: dict[str, Dispute]) -> None:
    for actor in _actors(world):
        keys = list(disputes_visible(actor).values_list("pk", flat=True))
        assert len(keys) == len(set(keys)), actor.role


@pytest.mark.parametrize(
    "role", ["community_staff", "township_desk", "county_dispatcher", "body_office", "leader"]
)
def test_a_list_of_an_area_asks_for_the_area_alone(
    world: World, scene: dict[str, Dispute], role: str
) -> None:
    """An EXISTS joined by OR kept the planner from every index: 4 seconds for a list at a million disputes."""
    sql = str(disputes_visible(world.here.actor(role)).query)
    assert sql.count("EXISTS") == 1  # of the restricted ones in the area, whether it is named
    assert "any(" not in sql
    assert '"matters_matter"."kind" = dispute' in sql


@pytest.mark.parametrize("role", ["community_staff", "township_desk"])
def test_what_a_desk_registered_elsewhere_is_asked_for_by_number(
    world: World, scene: dict[str, Dispute], role: str
) -> None:
    """By key it would be an OR over two tables: both were read whole, 1.2 seconds at 100,000 disputes."""
    registered = scene["desk's"]
    moved = replace(world.far.actor(role), user_id=registered.matter.created_by_id)
    rows = disputes_visible(moved)
    assert rows.filter(pk=registered.pk).exists() and allows(moved, "view", registered)
    assert "any(" not in str(rows.query)
    assert '"matters_matter"."number" IN (' in str(rows.query)


@pytest.mark.parametrize("role", ["mediator", "unit_handler", "grid_worker"])
def test_other_lists_ask_one_column_whichever_reach_it_is(
    world: World, scene: dict[str, Dispute], role: str
) -> None:
    where = str(visible_to(Dispute, world.here.actor(role)).query).partition(" WHERE ")[2]
    arms = where.count(" = any(ARRAY(")
    assert arms >= 2
    assert where.count('"disputes_dispute"."matter_id" = any(ARRAY(') == arms


def test_an_actor_without_an_account_or_area_reaches_nothing(world: World, scene: dict[str, Dispute]) -> None:
    nobody = replace(world.here.actor("township_desk"), areas=(), user_id=None)
    assert not disputes_visible(nobody).exists()


def test_sessions_of_a_week_are_those_of_disputes_in_scope(world: World, scene: dict[str, Dispute]) -> None:
    start, end = next_morning(0), next_morning(7)
    assert sessions_between(world.here.actor("mediator"), start, end).count() == 1
    assert sessions_between(world.here.actor("township_desk"), start, end).count() == 1
    assert not sessions_between(world.far.actor("mediator"), start, end).exists()
