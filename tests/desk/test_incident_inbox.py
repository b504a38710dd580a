"""The inbox through its door: parts, filters, paging, views, columns, and what each role sees."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grids.models import Incident
from pingan.matters.models import Clock, Matter, SavedView
from pingan.web.tables import page_of
from tests.factories.incidents import given_incident, given_report, rewrite
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ROW = re.compile(r'id="row-(\d+)"')


def rows(client: Client, query: str = "") -> list[int]:
    """Return the keys of the rows that a page of the list shows, in order."""
    answer = client.get(f"/incidents/{query}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return [int(found) for found in ROW.findall(answer.content.decode())]


def test_each_part_of_the_desks_inbox_holds_its_state(world: World) -> None:
    here = world.here
    made = {
        state: given_incident(here, state).pk
        for state in ("reported", "accepted", "returned", "handled", "verified")
    }
    desk = here.client("township_desk")
    parts = {
        "accept": "reported",
        "dispatch": "accepted",
        "returned": "returned",
        "verify": "handled",
        "answer": "verified",
    }
    for tab, state in parts.items():
        assert rows(desk, f"?tab={tab}") == [made[state]]
    assert rows(desk) == [made["reported"]]  # the day begins with what is to be accepted
    assert set(rows(desk, "?tab=all")) == set(made.values())


def test_a_unit_finds_its_tasks_by_what_is_to_be_done(world: World) -> None:
    here = world.here
    pending, signed, done = (given_incident(here, state).pk for state in ("dispatched", "signed", "handled"))
    given_incident(here, "reported")
    unit = here.client("unit_handler")
    assert rows(unit, "?tab=sign") == [pending]
    assert rows(unit, "?tab=handle") == [signed]
    assert rows(unit, "?tab=done") == [done]
    assert rows(here.client("unit_handler_2"), "?tab=all") == []


def test_a_unit_sees_the_term_of_its_own_part(world: World) -> None:
    from tests.factories.incidents import act

    here = world.here
    incident = given_incident(here, "accepted")
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    act(here, incident, "dispatch", "township_desk", organ=lead, co_handlers=(helper,))
    act(here, incident, "sign", "unit_handler")
    late = timezone.now() - timedelta(hours=3)
    own = Clock.objects.filter(matter_id=incident.pk, organ_id=helper)
    own.update(started_at=late - timedelta(days=1), warn_at=late, due_at=late)
    rewrite(incident.pk, next_due_at=late, next_warn_at=late)
    slow, quick = here.client("unit_handler_2"), here.client("unit_handler")
    for client, is_late in ((slow, True), (quick, False), (here.client("township_desk"), True)):
        row = client.get("/incidents/?tab=all").content.decode().partition(f'id="row-{incident.pk}"')[2]
        head = client.get(f"/incidents/{incident.pk}/").content.decode().partition("</h1>")[2][:3000]
        assert ("inbox-late" in row) is is_late
        assert ("light--red" in head) is is_late
        shown = client.get(f"/api/v1/incidents/{incident.pk}/").json()
        listed = client.get("/api/v1/incidents/").json()["results"][0]
        assert shown["light"] == listed["light"] == ("red" if is_late else "green")
        assert shown["next_due_at"] == listed["next_due_at"]
        for query in ("light=red", "overdue=true"):
            assert rows(client, f"?tab=all&{query}") == ([incident.pk] if is_late else [])
        assert rows(client, "?tab=all&light=green") == ([] if is_late else [incident.pk])


def test_the_county_finds_what_was_put_before_it_and_what_is_disputed(world: World) -> None:
    from tests.factories.incidents import act

    here = world.here
    escalated = given_incident(here, "accepted")
    act(here, escalated, "escalate", "township_desk", note="涉及多个部门")
    disputed = given_incident(here, "returned")
    act(here, disputed, "dispatch", "township_desk", organ=here.units["housing"].pk)
    act(here, disputed, "return", "unit_handler_2", note="非我职责")
    county = here.client("county_dispatcher")
    assert rows(county, "?tab=escalated") == [escalated.pk]
    assert rows(county, "?tab=disputed") == [disputed.pk]


def test_another_townships_desk_sees_nothing_of_it(world: World) -> None:
    given_report(world.here)
    assert rows(world.neighbour.client("township_desk"), "?tab=all") == []
    assert rows(world.far.client("county_dispatcher"), "?tab=all") == []


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_are_refused_the_list(world: World, role: str) -> None:
    from tests.factories.world import signed_in

    report = given_report(world.here)
    answer = signed_in(world.admins[role]).get("/incidents/", {"tab": "all"})
    assert answer.status_code == 403
    assert report.matter.number not in answer.content.decode()


def test_overdue_is_red_in_shape_word_and_part(world: World) -> None:
    late, early = given_report(world.here), given_report(world.here)
    Matter.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - timedelta(hours=5))
    desk = world.here.client("township_desk")
    assert rows(desk, "?tab=overdue") == [late.pk]
    assert rows(desk, "?tab=accept") == [late.pk, early.pk]  # what falls due first stands first
    emergency = given_report(world.here)
    Incident.objects.filter(pk=emergency.pk).update(is_emergency=True)
    assert rows(desk, "?tab=accept") == [emergency.pk, late.pk, early.pk]  # and before all an emergency
    assert rows(desk, "?tab=all&ordering=next_due_at")[0] == late.pk
    page = desk.get("/incidents/?tab=overdue").content.decode()
    assert "light--red" in page and "#light-red" in page and "超期" in page


def test_two_characters_find_a_row_and_the_chip_says_what_is_filtered(world: World) -> None:
    lamp = given_report(world.here, description="村口路灯坏了", urgency="urgent")
    given_report(world.here, description="河堤护栏缺失")
    desk = world.here.client("township_desk")
    assert rows(desk, "?tab=all&q=路灯坏") == [lamp.pk]
    assert rows(desk, "?tab=all&urgency=urgent&state=&severity=") == [
        lamp.pk
    ]  # what a form leaves empty is no filter
    assert "紧急程度" in desk.get("/incidents/?tab=all&urgency=urgent").content.decode()


def test_a_filter_that_cannot_be_read_is_named_and_shows_nothing(world: World) -> None:
    given_report(world.here)
    desk = world.here.client("township_desk")
    for bad in (
        "?tab=all&opened_after=gestern",
        "?tab=all&grid=x",
        "?tab=all&light=violet",
        "?tab=all&organ=99999999999999999999",
    ):
        page = desk.get(f"/incidents/{bad}")
        assert page.status_code == 200
        assert not ROW.findall(page.content.decode()), bad
        assert "notice--error" in page.content.decode()
    assert desk.get("/incidents/?cursor=%00%ff&tab=all").status_code == 200


def test_paging_forth_and_back_shows_every_row_once(world: World, settings: Any) -> None:
    made = [given_report(world.here).pk for _ in range(7)]
    Matter.objects.filter(pk__in=made[:3]).update(next_due_at=None)
    for order in (
        ("matter__next_due_at", "pk"),
        ("-matter__next_due_at", "-pk"),
        ("-matter__opened_at", "-pk"),
        ("matter__severity", "-pk"),
    ):
        whole = [row.pk for row in Incident.objects.select_related("matter").order_by(*order)]
        seen: list[int] = []
        cursor: str | None = ""
        last = None
        while cursor is not None:
            last = page_of(Incident.objects.select_related("matter"), order=order, cursor=cursor, size=3)
            seen += [row.pk for row in last.rows]
            cursor = last.next
        assert seen == whole, order
        assert last is not None and last.previous is not None
        before = page_of(Incident.objects.select_related("matter"), order=order, cursor=last.previous, size=3)
        assert [row.pk for row in before.rows] == whole[3:6], order
        assert before.next is not None


def test_the_list_costs_the_same_number_of_queries_at_two_sizes(world: World) -> None:
    desk = world.here.client("township_desk")
    given_report(world.here)
    desk.get("/incidents/?tab=all")
    counts = []
    for more in (2, 12):
        for _ in range(more):
            given_incident(world.here, "dispatched")
        with CaptureQueriesContext(connection) as queries:
            shown = rows(desk, "?tab=all")
        assert len(shown) >= more
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12, counts


def test_views_columns_and_layout_belong_to_one_user(world: World) -> None:
    given_report(world.here)
    desk, colleague = world.here.client("township_desk"), world.here.client("township_desk_b")
    answer = desk.post(
        "/incidents/views/", {"name": "  紧急  件 ", "query": "tab=all&urgency=urgent&cursor=x&evil=1"}
    )
    assert answer.status_code == 302 and answer["Location"] == "/incidents/?tab=all&urgency=urgent"
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("紧急 件", {"tab": ["all"], "urgency": ["urgent"]})
    assert "紧急 件" in desk.get("/incidents/").content.decode()
    assert "紧急 件" not in colleague.get("/incidents/").content.decode()
    assert colleague.post(f"/incidents/views/{view.pk}/delete/").status_code == 404
    desk.post("/incidents/setting/", {"columns_shown": "1", "columns": ["source", "number", "bogus"]})
    desk.post("/incidents/setting/", {"layout": "table"})
    page = desk.get("/incidents/").content.decode()
    assert page.index(">来源<") < page.index(">编号") and "责任单位</th>" not in page
    assert 'class="split"' in colleague.get("/incidents/").content.decode()
    assert desk.post(f"/incidents/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exclude(name="").exists()


def test_the_fold_offers_only_what_lies_in_the_area(world: World) -> None:
    page = (
        world.here.client("township_desk").get("/incidents/filters/?tab=all&urgency=urgent").content.decode()
    )
    assert "朱坊村" in page and "太窝" not in page
    assert '<option value="urgent" selected>' in page


def test_the_help_on_keys_names_those_of_an_open_incident(world: World) -> None:
    shown = {}
    for role in ("township_desk", "unit_handler", "leader"):
        page = world.here.client(role).get("/incidents/").content.decode()
        shown[role] = set(re.findall(r'data-key-hint="(.)">', page))
    assert {"a", "d", "r"} <= shown["township_desk"]
    assert "s" in shown["unit_handler"] and "d" not in shown["unit_handler"]
    assert shown["leader"] == set()
