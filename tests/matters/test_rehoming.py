"""A division is renamed, recoded or merged: the successor's desk sees the old matters, closed history stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.access.rules import Actor, system_actor
from pingan.common.errors import Invalid
from pingan.matters.models import Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from pingan.org.models import Region
from pingan.org.services import recode_region
from tests.factories.org import given_post
from tests.factories.world import World
from tests.matters.toy import KIND, Boat, given_boat


def rows_of(boat: Boat) -> tuple[dict[str, object], list[dict[str, object]]]:
    matter = Matter.objects.values().get(pk=boat.pk)
    return matter, list(TimelineEntry.objects.filter(matter_id=boat.pk).order_by("seq").values())


@pytest.fixture
def recoded(boats: World, desk: Actor) -> tuple[Boat, Boat, Boat, Region]:
    """One open boat of the township, one of its village, a sunk one; then 朱坊乡 becomes 朱坊镇."""
    of_township = given_boat(desk, boats.here.township)
    of_village = given_boat(desk, boats.here.village)
    sunk = given_boat(desk, boats.here.township)
    for action in ("launch", "wreck"):
        perform(actor=desk, kind=KIND, matter_id=sunk.pk, action=action)
    given_boat(boats.neighbour.actor("township_desk"), boats.neighbour.township)
    before = rows_of(sunk)
    recode_region(
        actor=system_actor(),
        region_id=boats.here.township.pk,
        new_code="360703109000",
        new_name="朱坊镇",
        effective_on=timezone.localdate(),
        document="赣民字〔2025〕1号",
    )
    assert rows_of(sunk) == before
    return of_township, of_village, sunk, Region.objects.get(code="360703109000")


def test_open_matters_move_with_an_entry(recoded: tuple[Boat, Boat, Boat, Region]) -> None:
    of_township, of_village, _sunk, new = recoded
    moved, _entries = rows_of(of_township)
    assert (moved["region_code"], moved["region_id"], moved["township_code"]) == (
        "360703109000",
        new.pk,
        "360703109",
    )
    for boat in (of_township, of_village):
        entry = TimelineEntry.objects.filter(matter_id=boat.pk).latest("seq")
        assert (entry.action, entry.seq) == ("rehomed", 2)
        assert (entry.data["from"], entry.data["to"]) == ("360703203000", "360703109000")
        assert (entry.data["from_name"], entry.data["to_name"]) == ("朱坊乡", "朱坊镇")
    assert list(chain_faults()) == []


def test_villages_keep_their_own_code(recoded: tuple[Boat, Boat, Boat, Region]) -> None:
    assert rows_of(recoded[1])[0]["region_code"] == "360703203200"


def test_a_neighbour_is_left_alone(recoded: tuple[Boat, Boat, Boat, Region], boats: World) -> None:
    other = Matter.objects.get(region=boats.neighbour.township)
    assert other.timeline_count == 1


def test_the_successors_desk_sees_and_handles_everything_old(
    recoded: tuple[Boat, Boat, Boat, Region], boats: World
) -> None:
    from pingan.access.queries import actor_for

    of_township, of_village, sunk, new = recoded
    post = given_post("township_desk", new, held_from=date(2024, 1, 1))
    new_desk = actor_for(post.user)
    assert new_desk is not None
    assert set(new_desk.areas) == {"360703203", "360703109"}
    seen = set(visible_to(Matter, new_desk).values_list("pk", flat=True))
    assert seen == {of_township.pk, of_village.pk, sunk.pk}
    assert (
        perform(actor=new_desk, kind=KIND, matter_id=of_village.pk, action="launch").matter.state == "afloat"
    )


def test_a_post_of_another_township_gains_nothing(
    recoded: tuple[Boat, Boat, Boat, Region], boats: World
) -> None:
    neighbour = boats.neighbour.actor("township_desk")
    assert not visible_to(Matter, neighbour).filter(pk__in=[boat.pk for boat in recoded[:3]]).exists()


def test_a_change_that_is_not_in_force_yet_moves_nothing(boats: World, desk: Actor) -> None:
    """The desk that still works keeps its matters."""
    boat = given_boat(desk, boats.here.township)
    before = rows_of(boat)
    with pytest.raises(Invalid):
        recode_region(
            actor=system_actor(),
            region_id=boats.here.township.pk,
            new_code="360703109000",
            new_name="朱坊镇",
            effective_on=timezone.localdate() + timedelta(days=30),
            document="赣民字〔2027〕1号",
        )
    assert rows_of(boat) == before
