"""Entries of a register by division: every number is the count of the list that it opens."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pingan.registers.models import RegisterReport
from pingan.registers.queries.entries import EntryFilterSet, entries_visible
from pingan.registers.queries.tallies import kept_definition, tally_of
from pingan.registers.rules import specs_from
from pingan.registers.services.entries import add_entry, settle_entry
from tests.api.conftest import Api
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
CODE = "legal_service_points"
POINT = {"point": "王家村法律服务室", "kind": "center", "place": "村委会一楼", "knowers": 4}


def _kept(place: Place, values: dict[str, Any]) -> Any:
    report = RegisterReport.objects.get(
        round__definition__code=CODE, region_code=place.township.code, unit_kind="township"
    )
    return add_entry(actor=place.actor("township_desk"), report_id=report.pk, values=values)


@pytest.fixture
def world_with_points(world: World) -> World:
    """Three points in one township, one of them closed and one overdue, and one in the other."""
    here, today = world.here, timezone.localdate()
    given_round(here.actor("body_office"), here.county, given_definition(CODE), due_on=None)
    _kept(here, POINT | {"check_on": (today - timedelta(days=3)).isoformat()})
    _kept(here, POINT | {"kind": "legal_aid", "knowers": 3})
    closed = _kept(here, POINT | {"kind": "adviser", "knowers": 50})
    settle_entry(actor=here.actor("township_desk"), finding_id=closed.pk, on=today, note="已撤并")
    _kept(world.neighbour, POINT | {"knowers": 7})
    return world


def test_every_number_is_the_count_of_its_list(world_with_points: World) -> None:
    here = world_with_points.here
    office = here.client("body_office")
    page = office.get(reverse("registers:entry_tally"), {"definition": CODE}).content.decode()
    links = re.findall(r'href="([^"]*registers/entries/\?[^"]+)"[^>]*>([0-9]+)</a>', page)
    assert len(links) == 12, "two places and the total, four numbers each"
    actor = here.actor("body_office")
    for link, number in links:
        query = dict(part.split("=") for part in unescape(link).partition("?")[2].split("&"))
        assert EntryFilterSet(query, entries_visible(actor)).qs.count() == int(number), link
    sorts = re.findall(r'href="([^"]*sort=[^"]+)".*?bars__value">([0-9]+)<', page)
    assert {(re.search(r"kind%3A(\w+)", link)[1], number) for link, number in sorts} == {  # type: ignore[index]
        ("center", "2"), ("legal_aid", "1"),
    }  # fmt: skip
    for link, number in sorts:
        lines = office.get(unescape(link)).content.decode()
        assert lines.count('<li class="rows__item') == int(number), link


def test_sums_are_made_of_what_stands(world_with_points: World) -> None:
    here, today = world_with_points.here, timezone.localdate()
    actor = here.actor("body_office")
    definition = kept_definition(actor, CODE)
    assert definition is not None
    specs = specs_from(definition.finding_fields)
    found = tally_of(actor, definition, specs, today=today)
    assert [(line.name, line.sums[0].value) for line in found.lines] == [
        (here.township.name, 7), (world_with_points.neighbour.township.name, 7),
    ]  # fmt: skip
    assert found.total.counts == {"overdue": 1, "soon": 0, "standing": 3, "settled": 1}
    answer = Api(here.users["body_office"]).get("/register-entries/tally/", definition=CODE).json()
    assert answer["total"]["sums"] == {"knowers": "14"} and answer["total"]["counts"]["settled"] == 1
    assert answer["sorts"]["kind"]["center"] == 2
    assert Api(here.users["body_office"]).get("/register-entries/tally/").status_code == 422


def test_bars_follow_the_measure_in_the_address(world_with_points: World) -> None:
    here = world_with_points.here
    page = here.client("leader").get(
        reverse("registers:entry_tally"), {"definition": CODE, "measure": "knowers"}
    )
    text = page.content.decode()
    assert re.findall(r'class="bar" max="([0-9.]+)" value="([0-9.]+)"', text)[:2] == [("7", "7")] * 2


def test_nobody_is_told_of_another_area(world_with_points: World) -> None:
    here = world_with_points.here
    desk = here.client("township_desk")
    outside = {"definition": CODE, "region": world_with_points.neighbour.township.code}
    assert desk.get(reverse("registers:entry_tally"), outside).status_code == 404
    assert desk.get(reverse("registers:entry_tally"), {"definition": "drills"}).status_code == 302
    assert (
        here.client("grid_worker").get(reverse("registers:entry_tally"), {"definition": CODE}).status_code
        == 403
    )
    assert Api(here.users["grid_worker"]).get("/register-entries/tally/", definition=CODE).status_code == 403


def test_queries_do_not_grow_with_the_entries(world_with_points: World) -> None:
    here = world_with_points.here
    office, query = here.client("body_office"), {"definition": CODE}
    office.get(reverse("registers:entry_tally"), query)
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("registers:entry_tally"), query)
    for _number in range(4):
        _kept(here, POINT)
    with CaptureQueriesContext(connection) as many:
        office.get(reverse("registers:entry_tally"), query)
    assert len(few) == len(many)
