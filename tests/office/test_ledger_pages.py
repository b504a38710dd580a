"""Ledger and monthly tables through the door: nothing is typed twice, every number is the count of the list it opens."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from grids.queries.ledger_books import matter_books_for
from grids.queries.monthly import monthly_table
from grids.rules.ledger import Span, month_of
from tests.factories.disputes import given_dispute
from tests.factories.hazards import given_hazard
from tests.factories.incidents import act, given_incident, given_report
from tests.factories.patrols import given_patrol, given_plan
from tests.factories.world import World

CELL = re.compile(r'<td class="is-number"><a href="([^"]+)">([\d,]+)</a></td>')
NUMBER = {
    "incidents": r"/incidents/(\d+)/",
    "disputes": r"/disputes/(\d+)/",
    "hazards": r"/risk/hazards/(\d+)/",
}


def given_month(world: World) -> None:
    """Records of all books and results in two villages and one that lies in no village at all."""
    here = world.here
    for state in ("reported", "returned", "rejected", "closed"):
        given_incident(here, state)
    given_incident(here, "handled", category="HAZARD.FIRE")
    given_incident(world.neighbour, "accepted", category="ORDER.NUISANCE")
    given_dispute(here, "accepted")
    given_dispute(here, "closed")
    given_hazard(here, "graded")
    given_report(
        world.neighbour, "township_desk", longitude=None, latitude=None, region=world.neighbour.township.code
    )


def this_month() -> Span:
    return month_of(timezone.localdate())


def page(client: Any, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return html.unescape(answer.content.decode())


def count_behind(client: Any, url: str) -> int:
    text = client.get(url).content.decode()
    kind = next(name for name in NUMBER if f"/{name}/" in url)
    return len(set(re.findall(NUMBER[kind], text)))


@pytest.mark.parametrize("role", ["community_staff", "township_desk", "leader"])
def test_every_number_of_the_monthly_tables_is_the_count_of_the_list_it_opens(
    world: World, role: str
) -> None:
    given_month(world)
    client = world.here.client(role)
    cells = set(CELL.findall(page(client, "/ledger/months/")))
    assert len(cells) > 40
    assert sum(int(value) > 0 for _url, value in cells) > 10
    for url, value in sorted(cells):
        assert count_behind(client, url) == int(value.replace(",", "")), url


def test_sums_add_up_by_class_by_result_and_by_place(world: World) -> None:
    given_month(world)
    for role in ("township_desk", "leader"):
        table = monthly_table(world.here.actor(role), span=this_month())
        for book in table.tables:
            counts = book.total.counts
            assert counts.of() == sum(counts.of(classes=code) for code, _label in book.classes)
            assert counts.of() == sum(counts.of(result=result) for result in book.book.results)
            assert counts.of() == sum(place.counts.of() for place in book.places)
    incidents = monthly_table(world.here.actor("leader"), span=this_month()).tables[0].total.counts
    assert [incidents.of(result=one) for one in ("under_way", "done", "not_accepted")] == [5, 1, 1]
    assert incidents.of(classes="HAZARD") == incidents.of(classes="ORDER") == 1


def test_what_lies_in_no_village_stands_in_a_line_of_its_own_with_its_list(world: World) -> None:
    given_month(world)
    office = world.here.client("leader")
    text = page(office, "/ledger/months/", region=world.neighbour.township.code)
    assert "未落到以上各处" in text
    url = next(url for url, _value in CELL.findall(text) if "unplaced=true" in url)
    assert count_behind(office, url) == 1


def test_a_place_that_counts_a_grid_leads_to_its_ledger(world: World) -> None:
    given_month(world)
    text = page(world.here.client("community_staff"), "/ledger/months/")
    assert f"/ledger/?grid={world.here.grid.pk}" in text


def test_a_worker_finds_every_entry_of_the_grid_by_kind_of_work(world: World) -> None:
    given_month(world)
    client, actor = world.here.client("grid_worker"), world.here.actor("grid_worker")
    text = page(client, "/ledger/")
    for label in ("信息收集", "治安巡防", "矛盾纠纷排查化解", "突发事件报告", "安全隐患排查"):
        assert label in text
    seen = 0
    for book in matter_books_for(actor):
        for row in book.rows(actor, {"grid": str(world.here.grid.pk)}).select_related("matter"):
            assert row.matter.number in text
            seen += 1
    assert seen == 8
    assert world.neighbour.grid.name not in text


def test_a_walk_stands_in_the_ledger_of_its_grid_and_among_own_reports(world: World) -> None:
    given_patrol(given_plan(world.here), world.here, not_visited="locked")
    client = world.here.client("grid_worker")
    for role in ("grid_worker", "township_desk"):
        text = page(world.here.client(role), "/ledger/", grid=str(world.here.grid.pk))
        assert "每月安全巡查" in text and "已查看1处，1处未到" in text
    assert "每月安全巡查" in page(
        client, "/my/", kind="patrol", show="open"
    )  # nothing of a walk is under way


def test_nobody_but_the_reader_is_named_and_only_at_own_entries(world: World) -> None:
    given_report(world.here)
    given_report(world.here, "community_staff")
    worker, staff = world.here.users["grid_worker"], world.here.users["community_staff"]
    for me, other, role in ((worker, staff, "grid_worker"), (staff, worker, "community_staff")):
        text = page(world.here.client(role), "/ledger/", grid=str(world.here.grid.pk))
        main = text[text.index("<main") :]
        assert main.count(f">{me.name}<") == 1
        assert other.name not in main


def test_a_restricted_dispute_stands_in_no_ledger(world: World) -> None:
    dispute = given_dispute(world.here, "accepted")
    dispute.matter.is_restricted = True
    dispute.matter.save()
    text = page(world.here.client("township_desk"), "/ledger/", grid=str(world.here.grid.pk))
    assert dispute.matter.number not in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "2026-12-31", "to": "2026-12-01"}, "结束日期早于开始日期"),
        ({"from": "2024-01-01", "to": "2026-12-01"}, "最多 366 天"),
        ({"from": "x"}, "请填写日期"),
        ({"month": "2026-13"}, "请填写日期"),
        ({"from": "0001-01-01"}, "2000 年至 2100 年"),
    ],
)
def test_days_that_cannot_be_read_get_a_sentence(world: World, query: dict[str, str], sentence: str) -> None:
    for role, path in (("grid_worker", "/ledger/"), ("township_desk", "/ledger/months/")):
        assert sentence in page(world.here.client(role), path, **query)


def test_a_month_holds_what_was_opened_on_its_days_in_our_zone(world: World) -> None:
    moments = ("2026-08-31 23:59:59", "2026-09-01 00:00:00", "2026-09-30 23:59:59", "2026-10-01 00:00:00")
    made = []
    for moment in moments:
        with time_machine.travel(f"{moment}+08:00", tick=False):
            made.append(given_report(world.here).matter.number)
    text = page(world.here.client("grid_worker"), "/ledger/", month="2026-09")
    assert [number in text for number in made] == [False, True, True, False]


def test_what_was_corrected_later_shows(world: World) -> None:
    def results() -> list[int]:
        counts = monthly_table(world.here.actor("township_desk"), span=this_month()).tables[0].total.counts
        return [counts.of(result=one) for one in ("under_way", "not_accepted")]

    made = given_report(world.here)
    assert results() == [1, 0]
    act(world.here, made, "reject", "township_desk", reason="litigation", note="法院已受理，请通过诉讼解决")
    assert results() == [0, 1]


@pytest.mark.parametrize("code", ["999999999999", "360000000000", "x'"])
def test_a_division_outside_the_area_is_not_found(world: World, code: str) -> None:
    client = world.here.client("township_desk")
    assert client.get("/ledger/months/", {"region": code}).status_code == 404


def test_a_grid_of_another_is_not_found(world: World) -> None:
    for asked in (str(world.neighbour.grid.pk), "999999999", "x", "9" * 40):
        assert world.here.client("grid_worker").get("/ledger/", {"grid": asked}).status_code == 404


def test_a_worker_without_a_grid_is_told_whom_to_ask(world: World) -> None:
    world.here.grid.assignments.all().delete()
    assert "请联系县" in page(world.here.client("grid_worker"), "/ledger/")


def test_a_unit_has_neither_ledger_nor_tables(world: World) -> None:
    client = world.here.client("unit_handler")
    assert {client.get(path).status_code for path in ("/ledger/", "/ledger/months/")} == {403}
    assert world.here.client("grid_worker").get("/ledger/months/").status_code == 403


def test_the_tables_cost_the_same_however_much_was_entered(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = world.here.client("leader")
    given_month(world)
    client.get("/ledger/months/")
    with django_assert_max_num_queries(45):
        client.get("/ledger/months/")


def test_programs_are_told_what_the_page_shows(world: World) -> None:
    given_month(world)
    client = world.here.client("township_desk")
    table = client.get("/api/v1/monthly-tables/").json()
    assert [book["book"] for book in table["tables"]] == ["incident", "dispute", "hazard"]
    for book in table["tables"]:
        assert book["total"]["count"] == sum(cell["count"] for cell in book["total"]["cells"])
        assert book["total"]["count"] == sum(place["count"] for place in book["places"])
    ledger = client.get("/api/v1/ledger/", {"grid": world.here.grid.pk}).json()
    assert ledger["count"] == sum(len(section["entries"]) for section in ledger["sections"]) == 8
    refused = client.get("/api/v1/ledger/", {"since": "2026-12-31", "until": "2026-12-01"})
    assert (refused.status_code, "until" in refused.json()["errors"]) == (400, True)
