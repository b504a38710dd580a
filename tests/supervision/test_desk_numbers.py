"""The numbers of the desk equal its lists, and cost no province to find out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grids.queries.pushed import returned_twice
from pingan.access.policy import visible_to
from pingan.matters.models import Matter
from pingan.office.queries import desk
from pingan.office.queries.desk import ALL, SIGNS, TABS, Asked, counts_of, desk_rows, kinds, units_waiting
from tests.factories.disputes import given_dispute
from tests.factories.incidents import act, given_incident
from tests.factories.world import World
from tests.supervision.staged import actor_of, overdue, reminded

pytestmark = pytest.mark.django_db


def _staged(world: World) -> None:
    """Matters with one sign and with several, in three areas, one of them restricted."""
    here = world.here
    twice = given_incident(here, "returned")
    act(here, twice, "dispatch", "township_desk", organ=here.units["housing"].pk, note="改派")
    act(here, twice, "return", "unit_handler_2", note="不属于我单位职责")
    petition, closed_to_most = (
        given_dispute(here, "accepted"),
        given_dispute(here, "mediating", restriction="minor"),
    )
    type(petition).objects.filter(pk=petition.pk).update(petition_count=1)
    past = timezone.now() - timedelta(days=3)
    late = [twice.pk, closed_to_most.pk]
    Matter.objects.filter(pk__in=late).update(next_due_at=past, next_warn_at=past, clock_paused=False)
    overdue(here), reminded(world.neighbour), overdue(world.far)
    given_incident(here, "dispatched")


def test_the_number_beside_each_tab_is_that_of_its_list(world: World) -> None:
    _staged(world)
    now, found = timezone.now(), {}
    users = {role: world.here.users[role] for role in ("body_office", "leader", "township_desk", "auditor")}
    for role, user in {**users, "province": world.province_office}.items():
        for asked in ({}, {"kind": "incident"}, {"rung": "none"}, {"rung": "remind"}):
            lists = {
                tab: list(
                    desk_rows(actor_of(user), Asked(tab=tab, **asked), now).values_list("pk", flat=True)
                )
                for tab in TABS
            }
            said = counts_of(actor_of(user), Asked(**asked), now)
            assert said == {tab: len(rows) for tab, rows in lists.items()}, (role, asked)
            assert set(lists[ALL]) == {pk for sign in SIGNS for pk in lists[sign]}, (role, asked)
            found[role, *asked.values()] = said
    several = found[("body_office",)]
    assert 0 < several[ALL] < sum(several[sign] for sign in SIGNS), "one matter with two signs is one"
    assert found[("province",)][ALL] > several[ALL]


def test_a_number_stops_at_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _staged(world)
    actor, now = actor_of(world.province_office), timezone.now()
    whole = counts_of(actor, Asked(), now)
    assert whole["overdue"] > 2
    monkeypatch.setattr(desk, "COUNTED", 1)
    assert counts_of(actor, Asked(), now) == {tab: min(many, 2) for tab, many in whole.items()}


def test_nobody_reads_everything_that_waits_to_add_up_the_tabs(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        counts_of(actor_of(world.province_office), Asked(), timezone.now())
    [statement] = [query["sql"] for query in asked.captured_queries if "UNION ALL" in query["sql"]]
    assert statement.count("UNION ALL") == len(SIGNS) - 1 and f"'{ALL}'" not in statement


def test_the_units_to_choose_from_are_those_of_the_list(world: World) -> None:
    _staged(world)
    now = timezone.now()
    for user in (world.here.users["body_office"], world.here.users["township_desk"], world.province_office):
        rows = desk_rows(actor_of(user), Asked(), now).exclude(organ=None)
        assert {unit.pk for unit in units_waiting(actor_of(user), now)} == set(
            rows.order_by().values_list("organ_id", flat=True)
        )


def test_what_cannot_be_urged_is_not_asked_for(world: World) -> None:
    """The permits of cases alone bring two joins into a statement that holds no case."""
    _staged(world)
    for user in (*world.here.users.values(), world.province_office):
        actor = actor_of(user)
        sight = visible_to(Matter, actor, kinds=kinds())
        assert set(sight) == set(visible_to(Matter, actor).filter(kind__in=list(kinds())))
        statement = str(sight.order_by().query)
        assert "accountabilitycase" not in statement and "'survey'" not in statement
    assert visible_to(Matter, actor_of(world.province_office), kinds=()).count() == 0


def test_what_was_returned_twice_and_is_open_is_found_by_indexes() -> None:
    """Of a million incidents ten thousand were returned twice, and nearly all of them are closed."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    plan = Matter.objects.filter(returned_twice()).explain()
    assert "incident_returned_twice" in plan and "matter_open" in plan, plan
