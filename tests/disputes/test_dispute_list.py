"""The dispute desk's list: parts by role, filters, search, board, export; and what nobody outside may find."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disputes.models import Dispute
from disputes.queries.waiting import shows_red_q
from pingan.audit.models import AuditEntry
from tests.factories.disputes import act, given_dispute, given_registration
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ROW = re.compile(r'id="row-(\d+)"')
NAMES = ("欧阳志远", "钟文斌", "13907970001", "13907970002", "360721198001010015")


def rows(client: Client, query: str = "") -> list[int]:
    answer = client.get(f"/disputes/{query}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return [int(found) for found in ROW.findall(answer.content.decode())]


def badge(client: Client, tab: str) -> str:
    text = client.get("/disputes/").content.decode()
    found = re.search(rf'href="/disputes/\?tab={tab}"[^>]*>[^<]*(?:<span[^>]*>(\d+)</span>)?', text)
    assert found, f"no part {tab}"
    return found.group(1) or ""


def test_each_part_of_the_list_holds_its_state_and_says_how_many(world: World) -> None:
    here = world.here
    parts = {
        "accept": "registered",
        "mediating": "mediating",
        "performing": "performing",
        "visits": "resolved",
    }
    made = {tab: given_dispute(here, state).pk for tab, state in parts.items()}
    desk = here.client("township_desk")
    for tab, pk in made.items():
        assert rows(desk, f"?tab={tab}") == [pk], tab
        assert badge(desk, tab) == "1", tab
    assert rows(desk) == [made["accept"]]  # the day begins with what is to be accepted
    assert set(rows(desk, "?tab=all")) == set(made.values())
    mediator = here.client("mediator")
    assert set(rows(mediator)) == {made["mediating"], made["performing"]}
    assert set(rows(mediator, "?tab=committee")) == {made["mediating"], made["performing"]}
    assert rows(here.client("grid_worker")) == sorted(made.values(), reverse=True)
    assert rows(world.neighbour.client("township_desk"), "?tab=all") == []


def test_filters_and_words_narrow_the_list_and_stand_in_the_address(world: World) -> None:
    here = world.here
    wage = given_registration(
        here, type="WAGES", description="工地拖欠工资，工人多次讨薪", amount=90000, people_involved=7
    )
    fight = given_registration(here, flags=("threat",), flag_note="扬言报复")
    mediated = given_dispute(here, "mediating")
    desk = here.client("township_desk")
    committee = here.committee.pk
    cases: dict[str, set[int]] = {
        "q=拖欠工资": {wage.pk},
        f"q={fight.matter.number}": {fight.pk},
        "type=WAGES": {wage.pk},
        "state=mediating": {mediated.pk},
        "channel=mediation_people": {mediated.pk},
        f"committee={committee}": {mediated.pk},
        "flagged=true": {fight.pk},
        "red=true": {fight.pk},
        "level=major": {fight.pk},
        "source=walk_in": set(),
        "opened_before=2001-01-01": set(),
        f"region={here.village.code}": {wage.pk, fight.pk, mediated.pk},
        "restricted=true": set(),
        "overdue=true": set(),
    }
    for query, expected in cases.items():
        assert set(rows(desk, f"?tab=all&{query}")) == expected, query
    page = desk.get("/disputes/?tab=all&type=WAGES&q=工资").content.decode()
    assert "工资" in page
    assert desk.get("/disputes/?tab=all&state=flying").status_code == 200
    assert rows(desk, "?tab=all&state=flying") == []
    fold = desk.get("/disputes/filters/?type=WAGES").content.decode()
    assert 'name="committee"' in fold
    assert '<option value="WAGES" selected>' in fold


def test_no_search_or_filter_confirms_a_party(world: World) -> None:
    given_registration(world.here)
    desk = world.here.client("township_desk")
    for name in NAMES:
        assert rows(desk, f"?q={name}") == [], name
    assert not [name for name in NAMES if name in desk.get("/disputes/?tab=all").content.decode()]


def test_the_board_shows_stages_with_counts_cards_and_the_way_to_all(world: World) -> None:
    here = world.here
    made = [given_dispute(here, state) for state in ("registered", "mediating", "unresolved", "resolved")]
    desk = here.client("township_desk")
    page = desk.get("/disputes/?layout=board").content.decode()
    for dispute in made:
        assert f'href="/disputes/{dispute.pk}/"' in page
    assert page.count('class="board__column"') == 7
    assert "state=unresolved&amp;state=referred" in page
    narrowed = desk.get("/disputes/?layout=board&type=WAGES").content.decode()
    assert "board__card" not in narrowed.replace("board__cards", "")


def test_costs_of_list_and_board_do_not_grow_with_their_rows(world: World) -> None:
    here = world.here
    desk = here.client("township_desk")
    desk.get("/disputes/?tab=all")

    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"/disputes/{query}").status_code == 200
        return len(seen)

    given_dispute(here, "mediating")
    few = {query: count(query) for query in ("?tab=all", "?layout=board", "?tab=mediating")}
    for _one in range(4):
        given_dispute(here, "mediating")
    assert {query: count(query) for query in few} == few
    assert max(few.values()) <= 12, few


def test_a_restricted_dispute_is_found_by_its_named_readers_alone(world: World) -> None:
    here = world.here
    # Registered by a worker: the desk of today is named, the second county dispatcher is not.
    hidden = given_registration(
        here, restriction="domestic_violence", type="MARRIAGE_FAMILY", flags=("violence",), flag_note="动手"
    )
    number = hidden.matter.number
    named, county = here.client("township_desk"), here.client("county_dispatcher")
    assert rows(named, "?tab=all") == [hidden.pk]
    assert "#lock" in named.get("/disputes/?tab=all").content.decode()
    for role in ("county_dispatcher", "community_staff", "leader", "auditor", "body_office", "mediator"):
        client = here.client(role)
        assert rows(client, "?tab=all") == [], role
        assert rows(client, f"?tab=all&q={number}") == [], role
        assert number not in client.get("/disputes/?layout=board").content.decode(), role
        assert number not in client.get("/").content.decode(), role
        assert client.get(f"/disputes/{hidden.pk}/").status_code == 404, role
        assert client.get(f"/disputes/{hidden.pk}/actions/comment/").status_code == 404, role
    assert badge(county, "red") == ""
    assert badge(named, "red") == "1"
    assert number not in county.get("/disputes/?open=" + str(hidden.pk)).content.decode()


def export(client: Client, query: str = "?tab=all", **data: Any) -> str:
    answer = client.post(
        f"/disputes/export/{query}", {"format": "csv", "columns": "all", "purpose": "核对", **data}
    )
    assert answer.status_code == 200, answer.content.decode()[:300]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8-sig")


def test_an_export_equals_the_list_names_nobody_and_is_written_down(world: World) -> None:
    here = world.here
    open_one, hidden = given_registration(here), given_registration(here, restriction="other")
    desk, county = here.client("township_desk"), here.client("county_dispatcher")
    everything = export(desk)
    assert open_one.matter.number in everything
    assert hidden.matter.number in everything
    assert not [name for name in NAMES if name in everything]
    assert hidden.matter.number not in export(county)
    assert open_one.matter.number not in export(desk, "?tab=all&type=WAGES")
    assert AuditEntry.objects.filter(action__startswith="export.", reason="核对").count() == 3
    assert here.client("mediator").get("/disputes/export/").status_code == 403


def test_views_and_columns_are_kept_for_one_person(world: World) -> None:
    desk = world.here.client("township_desk")
    given_registration(world.here)
    desk.post("/disputes/views/", {"name": "讨薪", "query": "tab=all&type=WAGES&evil=1"})
    page = desk.get("/disputes/").content.decode()
    assert "讨薪" in page
    assert "evil" not in page
    desk.post(
        "/disputes/setting/", {"layout": "table", "columns_shown": "1", "columns": ["amount", "number"]}
    )
    table = desk.get("/disputes/?tab=all").content.decode()
    assert "<table" in table
    assert "讨薪" not in world.here.client("county_dispatcher").get("/disputes/").content.decode()


def test_administrators_see_no_disputes_and_no_menu_entry(world: World) -> None:
    from tests.factories.world import signed_in

    client = signed_in(world.admins["system_admin"])
    assert client.get("/disputes/").status_code == 403
    assert 'href="/disputes/"' not in client.get("/").content.decode()
    assert 'href="/disputes/"' in world.here.client("leader").get("/").content.decode()


def test_the_list_and_the_page_agree_on_what_is_red(world: World) -> None:
    here = world.here
    calm = given_registration(here)
    waiting = given_registration(here, flags=("custody",), flag_note="争抢孩子抚养")
    police = given_registration(here, flags=("weapon",), flag_note="家中有管制刀具")
    act(
        here,
        police,
        "tell_police",
        "township_desk",
        station="朱坊派出所",
        channel="station",
        told_at=police.matter.opened_at,
    )
    act(
        here,
        police,
        "review_flag",
        "township_desk",
        flag=police.flags.get().pk,
        review="police",
        note="已由派出所处置",
    )
    found = set(Dispute.objects.filter(shows_red_q()).values_list("pk", flat=True))
    assert found == {waiting.pk}
    desk = here.client("township_desk")
    for dispute, is_red in ((calm, False), (waiting, True), (police, False)):
        page = desk.get(f"/disputes/{dispute.pk}/").content.decode()
        assert ("notice--error" in page) is is_red, dispute
