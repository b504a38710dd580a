"""A board of a county in which two places have many matters and most have none: what it ranks, draws, and leaves unsaid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.office.pages import wall
from pingan.office.rules.comparing import FEWEST
from tests.factories.world import World
from tests.summaries.staged import given_cell, given_quiet_county

pytestmark = pytest.mark.django_db
COUNTY = 21


def _context(world: World, address: str = "/office/", **query: str) -> Any:
    answer = world.here.client("body_office").get(address, query)
    assert answer.status_code == 200
    return answer


def test_places_with_nothing_have_no_rank_and_stand_in_one_line(world: World) -> None:
    places = given_quiet_county(world.here)
    page = _context(world)
    leaders = page.context["leaders"]
    assert [(one.rank, one.row.place.region) for one in leaders.ranked] == [(1, places[1]), (2, places[0])]
    assert len(leaders.zero) == COUNTY - 2 and leaders.few == [] and leaders.nothing == []
    assert "19 个地区为 0" in page.content.decode()


def test_equal_places_share_a_rank(world: World) -> None:
    places = given_quiet_county(world.here, (40, 50, 50, 7))
    leaders = _context(world).context["leaders"]
    assert [(one.rank, one.row.place.region) for one in leaders.ranked] == [
        (1, places[1]), (1, places[2]), (3, places[0]), (4, places[3]),
    ]  # fmt: skip


def test_a_share_of_few_cases_is_shown_without_a_rank_and_one_of_none_in_a_line(world: World) -> None:
    places = given_quiet_county(world.here)
    given_cell("incident.on_time", places[2], timezone.localdate() - timedelta(days=2), 3, FEWEST - 1)
    leaders = _context(world, figure="incident.on_time").context["leaders"]
    assert [one.rank for one in leaders.ranked] == [1, 2]
    assert [one.row.place.region for one in leaders.few] == [places[2]]
    assert len(leaders.nothing) == COUNTY - 3 and leaders.zero == []


def test_of_what_should_be_rare_the_lowest_share_is_the_first(world: World) -> None:
    places, day = given_quiet_county(world.here), timezone.localdate() - timedelta(days=2)
    given_cell("incident.reopened", places[0], day, 10, 40)
    given_cell("incident.reopened", places[1], day, 1, 40)
    leaders = _context(world, figure="incident.reopened").context["leaders"]
    assert [one.row.place.region for one in leaders.ranked] == [places[1], places[0]]


def test_the_map_tells_zero_from_the_two_places_that_have_something(world: World) -> None:
    given_quiet_county(world.here)
    areas = _context(world).context["charts"]["areas"]
    assert [key["text"] for key in areas["legend"]] == ["0", "122", "151"]
    assert [key["places"] for key in areas["legend"]] == [COUNTY - 2, 1, 1]
    tones = [key["tone"] for key in areas["legend"]]
    assert tones == sorted(set(tones)) and tones[2] == 5, "two classes are told apart at a glance"
    assert areas["blank"] == 0 and areas["missing"] == 0


def test_columns_draw_what_there_is_and_say_what_they_leave_out(world: World) -> None:
    places = given_quiet_county(world.here)
    columns = _context(world).context["charts"]["columns"]
    assert columns["data"]["labels"] == [places[1].name, places[0].name]
    assert columns["zero"] == COUNTY - 2 and columns["few"] == columns["beyond"] == 0
    page = _context(world, figure="incident.on_time")
    columns = page.context["charts"]["columns"]
    assert columns["few"] == COUNTY - 2 and columns["zero"] == 0
    assert f"19 个地区不足 {FEWEST} 件" in page.content.decode()


def test_one_place_with_something_among_many_with_nothing_is_drawn(world: World) -> None:
    given_quiet_county(world.here, (122,))
    columns = _context(world).context["charts"]["columns"]
    assert len(columns["data"]["labels"]) == 1 and columns["zero"] == COUNTY - 1


def test_a_change_that_is_not_told_says_why(world: World) -> None:
    places = given_quiet_county(world.here)
    given_cell("incident.solved", places[0], timezone.localdate() - timedelta(days=2), 3, FEWEST - 1)
    text = _context(world).content.decode()
    assert "对比期仅 24，不足 30" in text, "12 in each of the two places, a year ago"
    assert "对比期无记录" in text and "本期不足 30 件，不与往期比较" in text
    value = _context(world).context["tiles"][0].value
    assert value.change_of_year is None and value.silence_of_year == "then_few"
    assert value.silence == "then_none"


def test_the_name_of_the_own_county_stands_in_the_head_once(world: World) -> None:
    assert _context(world).context["crumbs"] == []
    inside = _context(world, region=world.here.township.code).context["crumbs"]
    assert [crumb["label"] for crumb in inside] == [world.here.county.name, world.here.township.name]


@pytest.mark.parametrize("address", ["/office/wall/"])
def test_a_wall_shows_every_busy_place_in_turn_and_counts_the_idle_ones(
    world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = tuple(range(60, 45, -1))
    given_quiet_county(world.here, busy)
    seen: list[int] = []
    for minute in (1000, 1001):
        monkeypatch.setattr(wall, "this_minute", lambda minute=minute: minute)
        page = _context(world, address)
        places = page.context["places"]
        assert places.pages == 2 and len(places.rows) <= wall.PLACES and places.idle == COUNTY - len(busy)
        seen += [row.place.region.pk for row in places.rows]
        text = page.content.decode()
        assert f"第 {places.page} / 2 页" in text and "6 个地区" in text
    assert len(seen) == len(set(seen)) == len(busy)


def test_a_wall_explains_its_asterisk_where_one_stands(world: World) -> None:
    places = given_quiet_county(world.here)
    words = f"* 不足 {FEWEST} 件"
    assert words not in _context(world, "/office/wall/").content.decode()
    given_cell("incident.on_time", places[2], timezone.localdate() - timedelta(days=2), 3, 3)
    assert words in _context(world, "/office/wall/").content.decode()


BAD = ({"from": "2026-13-01"}, {"from": "2026-05-02", "to": "2026-05-01"}, {"to": "2026-02-30"}, {"region": "36x"},
       {"category": "incident:NOTHING"})  # fmt: skip


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("address", ["/office/wall/", "/office/file/"])
def test_what_cannot_be_read_is_said_and_nothing_stands_in_its_place(
    world: World, address: str, query: dict[str, str]
) -> None:
    client = world.here.client("body_office")
    answer = client.get(address, query)
    assert answer.status_code == 422
    board = client.get("/office/", query)
    said = [text for texts in board.context["asked"].form.errors.values() for text in texts]
    assert said and all(text in answer.content.decode() for text in said)
    if address == "/office/file/":
        sent = {"format": "xlsx", "purpose": "周例会"}
        assert (
            client.post(f"{address}?{'&'.join(f'{k}={v}' for k, v in query.items())}", sent).status_code
            == 422
        )
