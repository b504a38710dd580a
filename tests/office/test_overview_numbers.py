"""The overview: every number is the count of the list it opens, for whoever looks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from grids.queries.overview import FILTERS, overview
from grids.rules.figures import FEWEST, Share
from pingan.matters.models import Clock
from pingan.org.models import Region
from tests.factories.incidents import act, given_incident, given_report
from tests.factories.world import World

ROLES = ("township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor")
CELL = re.compile(
    r'href="(/incidents/\?[^"]+)"[^>]*>(?:<span[^>]*>.*?</span>)?(?:<span class="tile__value">)?\s*([\d,]+)'
)


def given_history(world: World) -> None:
    """One of every kind in two townships, evaluated and overdue ones among them."""
    here = world.here
    for state in ("reported", "returned", "suspended", "rejected", "handled", "closed"):
        given_incident(here, state)
    closed = given_incident(here, "closed")
    act(here, closed, "evaluate", "township_desk", satisfaction="satisfied", solved="yes")
    unhappy = given_incident(here, "closed")
    act(here, unhappy, "evaluate", "township_desk", satisfaction="dissatisfied", solved="no")
    given_incident(world.neighbour, "accepted")
    given_report(world.far)
    late = given_report(world.neighbour)
    Clock.objects.filter(matter_id=late.pk).update(
        started_at=timezone.now() - timedelta(days=9),
        warn_at=timezone.now() - timedelta(days=8),
        due_at=timezone.now() - timedelta(days=7),
    )
    late.matter.next_due_at = timezone.now() - timedelta(days=7)
    late.matter.next_warn_at = timezone.now() - timedelta(days=8)
    late.matter.save()
    Clock.objects.filter(matter_id=closed.pk, stage="handle").update(is_met=False)


def rows_of(client: Any, url: str) -> int:
    text = client.get(url).content.decode()
    return len(set(re.findall(r"/incidents/(\d+)/", text)))


@pytest.mark.parametrize("role", ROLES)
def test_every_number_of_the_page_is_the_count_of_the_list_it_opens(world: World, role: str) -> None:
    given_history(world)
    client = world.here.client(role)
    text = client.get("/overview/").content.decode().replace("&amp;", "&")
    cells = CELL.findall(text)
    assert len(cells) >= 2 * len(FILTERS)
    assert any(int(value.replace(",", "")) for _url, value in cells)
    for url, value in cells:
        assert rows_of(client, url) == int(value.replace(",", "")), url


def test_the_drill_down_goes_from_the_province_to_the_grid(world: World) -> None:
    given_history(world)
    client = signed_in_province(world)
    steps = ["360000000000", "360700000000", "360703000000", "360703203000", "360703203200"]
    for above, below in pairwise(steps):
        text = client.get("/overview/", {"region": above}).content.decode()
        assert f"region={below}" in text
    text = client.get("/overview/", {"region": steps[-1]}).content.decode()
    assert world.here.grid.name in text
    assert f"grid={world.here.grid.pk}" in text


def signed_in_province(world: World) -> Any:
    from tests.factories.world import signed_in

    return signed_in(world.province_office)


def test_a_division_outside_the_area_is_not_found(world: World) -> None:
    client = world.here.client("leader")
    for code in (world.far.county.code, "360000000000", "999999999999", "x'"):
        assert client.get("/overview/", {"region": code}).status_code == 404


def test_numbers_never_contain_what_the_actor_may_not_see(world: World) -> None:
    given_history(world)
    day = date.today()
    here = overview(world.here.actor("leader"), since=day, until=day)
    desk = overview(world.here.actor("township_desk"), since=day, until=day)
    assert (here.total.tally.intake, desk.total.tally.intake) == (10, 8)


def test_solved_and_satisfied_are_counted_apart(world: World) -> None:
    given_history(world)
    day = date.today()
    tally = overview(world.here.actor("leader"), since=day, until=day).total.tally
    assert (tally.closed, tally.solved, tally.satisfied, tally.asked) == (3, 3, 1, 2)
    # The verifier found all three solved; of the two reporters who were asked, one says so.
    assert (tally.said_solved, tally.judged) == (1, 2)
    assert (tally.on_time.part, tally.on_time.whole) == (2, 3)
    assert (tally.returned, tally.overdue) == (1, 1)


def test_who_says_solved_is_named(world: World) -> None:
    given_history(world)
    text = world.here.client("leader").get("/overview/").content.decode()
    for words in ("核查认定解决", "群众评价解决"):
        assert text.count(words) >= 3, words
    assert "evaluated_solved=true" in text


def test_a_place_counts_what_its_predecessor_left(world: World) -> None:
    given_report(world.here)
    old = world.here.township
    town = Region.objects.create(
        code="360703109000", name="朱坊镇", level=4, parent=world.here.county, valid_from=date.today()
    )
    Region.objects.filter(pk=old.pk).update(valid_to=date.today())
    old.refresh_from_db()
    old.succeeded_by.add(town)
    day = date.today()
    found = overview(world.here.actor("leader"), since=day, until=day)
    by_code = {place.code: place.tally.intake for place in found.places}
    assert by_code["360703109000"] == 1
    assert "360703203000" not in by_code


def test_the_period_holds_both_of_its_days(world: World) -> None:
    given_report(world.here)
    day, actor = timezone.localdate(), world.here.actor("leader")
    assert overview(actor, since=day, until=day).total.tally.intake == 1
    before = day - timedelta(days=1)
    assert overview(actor, since=before, until=before).total.tally.intake == 0


@pytest.mark.parametrize(
    ("since", "until"),
    [("x", "y"), ("2026-13-01", ""), ("2026-12-31", "2026-01-01"), ("0001-01-01", "9999-12-31")],
)
def test_a_period_that_cannot_be_read_is_the_usual_one(world: World, since: str, until: str) -> None:
    answer = world.here.client("leader").get("/overview/", {"from": since, "to": until})
    assert answer.status_code == 200
    assert answer.context["form"].period.until == timezone.localdate()


def test_the_page_costs_the_same_however_many_places_there_are(
    world: World, django_assert_max_num_queries: Any
) -> None:
    given_history(world)
    client = world.here.client("leader")
    client.get("/overview/")
    with django_assert_max_num_queries(25):
        client.get("/overview/")


def test_few_cases_are_marked() -> None:
    assert Share(1, FEWEST - 1).is_small
    assert not Share(1, FEWEST).is_small
    assert not Share(0, 0).is_small
    assert Share(0, 0).percent is None
    assert Share(1, 3).percent == 33.3


def test_roles_without_an_area_have_no_overview(world: World) -> None:
    for role in ("grid_worker", "unit_handler", "community_staff"):
        assert world.here.client(role).get("/overview/").status_code == 403


@time_machine.travel("2026-11-20 09:00:00+08:00", tick=False)
def test_the_presets_end_today(world: World) -> None:
    text = world.here.client("leader").get("/overview/").content.decode()
    assert "from=2026-11-14&amp;to=2026-11-20" in text
