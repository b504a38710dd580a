"""Pages of a search in a wide area: read from the newest rows first, yet the same as the index would give."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grids.queries import searching
from grids.queries.filters import IncidentFilterSet
from grids.queries.incidents import incidents_visible
from grids.queries.searching import WordSearch
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from tests.factories.incidents import given_report
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The province, of which six incidents are looked at; the newest has its words, the oldest, too."""
    monkeypatch.setattr(searching, "LOOKED_AT", 6)
    for number in range(12):
        words = "垃圾没人收" if number % 3 else "村口路灯坏了"
        given_report((world.here, world.far)[number % 2], description=f"{words}（{number}）")
    actor = actor_for(world.province_office)
    assert actor is not None
    return actor


def chosen(actor: Actor, **query: Any) -> IncidentFilterSet:
    found = IncidentFilterSet(query, incidents_visible(actor), actor=actor)
    assert found.is_valid(), found.errors
    return found


def test_a_page_holds_what_the_whole_search_begins_with(office: Actor) -> None:
    orders = ("-opened_at", "opened_at", "due", "-number")
    for words, ordering in itertools.product(("垃圾", "村口", "没人收", "不存在的话"), orders):
        filters = chosen(office, q=words, ordering=ordering)
        page = filters.page_rows()
        assert isinstance(page, WordSearch)
        whole = [row.pk for row in filters.qs]
        for size in (1, 3, 4, 5, 50):
            assert [row.pk for row in page[:size]] == whole[:size], (words, ordering, size)


def test_other_conditions_and_later_pages_hold_too(office: Actor, world: World) -> None:
    filters = chosen(office, q="垃圾", region="360703000000")
    whole = list(filters.qs)
    assert 0 < len(whole) < 8
    page = filters.page_rows().filter(matter__opened_at__lt=whole[1].matter.opened_at)
    assert [row.pk for row in page[:2]] == [row.pk for row in whole[2:4]]


def test_a_common_phrase_is_found_without_the_index_of_words(office: Actor) -> None:
    common, rare = chosen(office, q="没人").page_rows(), chosen(office, q="村口").page_rows()
    with CaptureQueriesContext(connection) as seen:
        assert len(list(common[:3])) == 3
    assert len(seen) == 1 and "CASE WHEN" in seen[0]["sql"]
    with CaptureQueriesContext(connection) as seen:
        assert len(list(rare[:3])) == 3
    assert len(seen) == 2


def test_narrow_areas_and_small_numbers_ask_the_index_at_once(world: World) -> None:
    given_report(world.here)
    assert not isinstance(chosen(world.here.actor("county_dispatcher"), q="路灯").page_rows(), WordSearch)
    office = actor_for(world.province_office)
    assert office is not None
    assert not isinstance(chosen(office, q="路灯").page_rows(), WordSearch)
