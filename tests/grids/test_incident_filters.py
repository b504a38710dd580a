"""The one set of list filters: what each condition finds, and that nothing unreadable is passed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.queries.filters import ORDERINGS, STATES, IncidentFilterSet
from grids.queries.incidents import incidents_visible
from pingan.calendars.rules import LIGHTS, light
from tests.factories.incidents import act, given_incident, given_report, rewrite
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


def found(place: Place, role: str = "township_desk", **query: Any) -> set[int]:
    actor = place.actor(role)
    chosen = IncidentFilterSet(query, incidents_visible(actor), actor=actor)
    assert chosen.is_valid(), chosen.errors
    return {row.pk for row in chosen.qs}


def test_the_states_are_those_of_the_machine() -> None:
    assert {name: str(label) for name, label in STATES} == {n: str(v) for n, v in INCIDENTS.states.items()}


def test_two_characters_and_the_beginning_of_a_number_are_enough(world: World) -> None:
    lamp = given_report(world.here)
    given_report(world.here, category="APPEAL.ENVIRONMENT.WASTE", description="垃圾没人收")
    assert found(world.here, q="路灯") == {lamp.pk}
    number = lamp.matter.number
    assert found(world.here, q=number) == {lamp.pk}
    assert lamp.pk in found(world.here, q=number[:10].lower())
    assert found(world.here, q="，。") == set()


def test_the_digits_that_people_read_out_find_a_number(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter sequence matters_number restart with 12345")
    lamp, other = given_report(world.here), given_report(world.here)
    assert lamp.matter.number.endswith("00012345") and other.matter.number.endswith("00012346")
    assert found(world.here, q="12345") == {lamp.pk}
    assert found(world.here, q="2346") == {other.pk}
    assert found(world.here, q="123") == {lamp.pk, other.pk}


def test_a_class_stands_for_all_below_it(world: World) -> None:
    lamp = given_report(world.here)
    waste = given_report(world.here, category="APPEAL.ENVIRONMENT.WASTE")
    assert found(world.here, category="APPEAL") == {lamp.pk, waste.pk}
    assert found(world.here, category="APPEAL.ENVIRONMENT") == {waste.pk}
    assert found(world.here, category="HAZARD") == set()


def test_a_division_outside_the_area_is_simply_empty(world: World) -> None:
    here, neighbour = given_report(world.here), given_report(world.neighbour)
    county = "360703000000"
    assert found(world.here, "county_dispatcher", region=county) == {here.pk, neighbour.pk}
    assert found(world.here, "county_dispatcher", region="360703203000") == {here.pk}
    assert found(world.here, "county_dispatcher", region="360703203200") == {here.pk}
    assert found(world.here, region="360703204000") == set()
    assert found(world.here, region="36") == {here.pk}


def test_the_lights_agree_with_the_rule(world: World) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    cases = {
        "red": (-2 * hour, -hour, False),
        "yellow": (-hour, hour, False),
        "green": (hour, 2 * hour, False),
        "grey": (None, None, True),
    }
    rows: dict[str, int] = {}
    for expected, (warn, due, paused) in cases.items():
        row = given_report(world.here)
        columns = {
            "next_warn_at": None if warn is None else now + warn,
            "next_due_at": None if due is None else now + due,
            "clock_paused": paused,
        }
        rewrite(row.pk, **columns)
        shown = light(
            now=now,
            warn_at=columns["next_warn_at"],
            due_at=columns["next_due_at"],
            stopped_at=None,
            is_paused=paused,
        )
        assert shown == expected
        rows[expected] = row.pk
    actor = world.here.actor("township_desk")
    for name, _label in LIGHTS:
        chosen = IncidentFilterSet({"light": [name]}, incidents_visible(actor), actor=actor, now=now)
        assert [row.pk for row in chosen.qs] == [rows[name]]
    assert found(world.here, light=["red", "grey"]) == {rows["red"], rows["grey"]}
    assert found(world.here, overdue="true") == {rows["red"]}
    assert found(world.here, overdue="false") == {rows["yellow"], rows["green"], rows["grey"]}


def test_what_waits_follows_the_post(world: World) -> None:
    here = world.here
    reported, handled = given_report(here), given_incident(here, "handled")
    dispatched, closed = given_incident(here, "dispatched"), given_incident(here, "closed")
    assert found(here, todo="true") == {reported.pk}
    assert found(here, "grid_worker", todo="1") == {handled.pk}
    assert found(here, "unit_handler", todo="true") == {dispatched.pk}
    assert found(here, "unit_handler_2", todo="true") == set()
    assert found(here, "leader", todo="true") == set()
    assert found(here, todo="false") == {handled.pk, dispatched.pk, closed.pk}


def test_twice_returned_waits_for_the_county_not_for_the_desk(world: World) -> None:
    here = world.here
    incident = given_incident(here, "returned")
    assert found(here, todo="true") == {incident.pk}
    act(here, incident, "dispatch", "township_desk", organ=here.units["housing"].pk)
    act(here, incident, "return", "unit_handler_2", note="也不是我单位")
    assert found(here, todo="true") == set()
    assert found(here, "county_government", todo="true") == {incident.pk}
    assert found(here, "county_dispatcher", todo="true") == {incident.pk}


def test_an_own_spot_resolution_does_not_wait_for_its_reporter(world: World) -> None:
    incident = given_report(world.here, resolution="当场清理完毕", reporter=None)
    assert found(world.here, "grid_worker", todo="true") == set()
    assert found(world.here, "community_staff", todo="true") == {incident.pk}


def test_days_include_their_end(world: World) -> None:
    incident = given_report(world.here)
    today = timezone.localdate().isoformat()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert found(world.here, opened_after=today, opened_before=today) == {incident.pk}
    assert found(world.here, opened_after=tomorrow) == set()
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    assert found(world.here, opened_before=later) == {incident.pk}
    assert found(world.here, opened_after=later.replace("+", " ")) == set()


def test_remaining_filters_find_what_they_name(world: World) -> None:
    here = world.here
    mine, other = given_incident(here, "closed"), given_report(here, "community_staff", severity="02")
    act(here, mine, "evaluate", "township_desk", satisfaction="fair", solved="yes")
    west, south = here.point[0] - 0.001, here.point[1] - 0.001
    expected = {
        ("mine", "true"): {mine.pk},
        ("mine", "false"): {other.pk},
        ("closed", "true"): {mine.pk},
        ("closed", "false"): {other.pk},
        ("severity", "02"): {other.pk},
        ("urgency", "normal"): {mine.pk, other.pk},
        ("source", "village"): {other.pk},
        ("satisfaction", "fair"): {mine.pk},
        ("is_solved", "true"): {mine.pk},
        ("evaluated_solved", "true"): {mine.pk},
        ("evaluated_solved", "false"): set(),
        ("is_emergency", "true"): set(),
        ("is_emergency", "false"): {mine.pk, other.pk},
        ("grid", str(here.grid.pk)): {mine.pk, other.pk},
        ("grid", str(world.far.grid.pk)): set(),
        ("organ", str(here.units["city_management"].pk)): {mine.pk},
        ("bbox", f"{west},{south},{west + 1},{south + 1}"): {mine.pk, other.pk},
        ("bbox", f"{west + 1},{south},{west + 2},{south + 1}"): set(),
    }
    for (name, value), rows in expected.items():
        query = {name: [value] if name in {"severity", "urgency", "source", "satisfaction"} else value}
        assert found(here, "grid_worker", **query) == rows, (name, value)


@pytest.mark.parametrize("name", ORDERINGS)
def test_every_order_is_total_and_loses_nobody(world: World, name: str) -> None:
    rows = {given_report(world.here).pk, given_incident(world.here, "closed").pk, given_report(world.here).pk}
    actor = world.here.actor("township_desk")
    chosen = IncidentFilterSet({"ordering": name}, incidents_visible(actor), actor=actor)
    pks = [row.pk for row in chosen.qs]
    assert set(pks) == rows and len(pks) == 3
    assert ORDERINGS[name][-1] in {"pk", "-pk"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", ["asleep"]), ("severity", ["05"]), ("light", ["blue"]), ("overdue", "maybe"), ("grid", "0"),
        ("grid", str(2**63)), ("grid", "x"), ("region", "11"), ("region", "3607x"), ("region", "3607032030001"),
        ("opened_after", "yesterday"), ("opened_before", "2026-02-30"), ("opened_before", "9999-12-31"),
        ("opened_after", "0001-01-01T00:00:00+08:00"), ("bbox", "1,2,3"), ("bbox", "nan,0,1,1"),
        ("bbox", "115,25,114,26"), ("ordering", "password"), ("q", "灯" * 101), ("q", "灯\0"),
    ],
)  # fmt: skip
def test_an_unreadable_value_is_an_error_at_its_field(world: World, name: str, value: Any) -> None:
    actor = world.here.actor("township_desk")
    chosen = IncidentFilterSet({name: value}, incidents_visible(actor), actor=actor)
    assert not chosen.is_valid()
    assert set(chosen.errors) == {name}


def test_no_filter_reaches_beyond_the_scope(world: World) -> None:
    far = given_report(world.far)
    assert Incident.objects.filter(pk=far.pk).exists()
    for query in (
        {"q": "路灯"},
        {"region": "36"},
        {"todo": "false"},
        {"overdue": "false"},
        {"mine": "false"},
    ):
        assert far.pk not in found(world.here, "county_dispatcher", **query)
