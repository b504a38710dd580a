"""Lists: cursor pages that lose and repeat nobody, filters, map, count, query budget, language."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from grids.queries.filters import ORDERINGS
from pingan.matters.models import Matter
from pingan.notify.services import deliver_notices
from pingan.registers.models import RegisterRound
from pingan.web.keyset import after
from tests.api.conftest import Api
from tests.factories.committees import given_committee, given_mediator
from tests.factories.disputes import given_dispute, given_registration
from tests.factories.editing import given_moved_border
from tests.factories.files import image_bytes, picture
from tests.factories.incidents import given_incident, given_report, rewrite
from tests.factories.patrols import given_patrol, given_plan
from tests.factories.registers import given_round, given_submitted
from tests.factories.world import World

BASELINE = Path(__file__).parent / "query_counts.json"
MOST_QUERIES = 12
#: One row with everything that belongs to it: many tables, but as many queries for two rows of each as for one.
DETAILS = {"dispute", "screening-campaign"}
#: Tables over several books of records: each book costs the queries of its list's filters, however much stands in it.
TABLES, MOST_OF_TABLES = {"ledger", "monthly-tables"}, 32


def pages(api: Api, path: str, **query: Any) -> list[list[dict[str, Any]]]:
    """Follow ``next`` to the end."""
    found: list[list[dict[str, Any]]] = []
    while True:
        answer = api.get(path, **query)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        found.append(body["results"])
        if body["next"] is None:
            return found
        query = {name: values[0] for name, values in parse_qs(urlsplit(body["next"]).query).items()}


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_follow_each_order_whatever_is_equal_or_missing(world: World, ordering: str) -> None:
    here = world.here
    rows = [given_report(here) for _ in range(6)]
    given_incident(here, "closed")
    # Equal and missing sort values on both sides of a page's edge.
    Matter.objects.filter(pk__in=[rows[0].pk, rows[3].pk]).update(next_due_at=None, next_warn_at=None)
    rewrite(rows[1].pk, rows[2].pk, opened_at=rows[4].matter.opened_at)
    desk = Api(here.users["township_desk"])
    whole = [row["id"] for row in desk.get("/incidents/", ordering=ordering).json()["results"]]
    assert len(whole) == 7
    walked = [
        row["id"] for page in pages(desk, "/incidents/", ordering=ordering, page_size=2) for row in page
    ]
    assert walked == whole


def test_previous_leads_back(world: World) -> None:
    for _ in range(5):
        given_report(world.here)
    desk = Api(world.here.users["township_desk"])
    first = desk.get("/incidents/", page_size=2).json()
    second = desk.browser.get(first["next"]).json()
    third = desk.browser.get(second["next"]).json()
    assert first["previous"] is None and third["next"] is None
    assert len(third["results"]) == 1
    assert desk.browser.get(third["previous"]).json()["results"] == second["results"]
    back = desk.browser.get(second["previous"]).json()
    assert back["results"] == first["results"] and back["previous"] is None


def test_a_row_that_comes_in_does_not_move_the_next_page(world: World) -> None:
    rows = [given_report(world.here).pk for _ in range(4)]
    desk = Api(world.here.users["township_desk"])
    first = desk.get("/incidents/", page_size=2).json()
    given_report(world.here)
    second = desk.browser.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [rows[1], rows[0]]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WzAsWyJ4IiwiMSJdXQ", "WzAsWzFdXQ", "é", "A" * 5000])
def test_a_foreign_cursor_is_not_found(world: World, cursor: str) -> None:
    answer = Api(world.here.users["township_desk"]).get("/incidents/", cursor=cursor)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@given(
    rows=st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 3)), max_size=8),
    signs=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
@settings(max_examples=200, deadline=None)
def test_what_comes_after_a_row_is_what_stands_behind_it(
    rows: list[tuple[int | None, int]], signs: tuple[bool, bool, bool]
) -> None:
    """The condition, evaluated in Python, against the sorted list itself."""
    names = [f"{'-' if down else ''}{name}" for name, down in zip(("a", "b", "pk"), signs, strict=True)]
    records = [{"a": a, "b": b, "pk": pk} for pk, (a, b) in enumerate(rows)]
    for name in reversed(names):
        column = name.removeprefix("-")
        # PostgreSQL: NULL is the largest value.
        records.sort(
            key=lambda r, c=column: (r[c] is None, r[c] if r[c] is not None else 0),
            reverse=name.startswith("-"),
        )
    for place, record in enumerate(records):
        condition = after(Matter, names, [record[name.removeprefix("-")] for name in names])
        assert [r for r in records if _holds(condition, r)] == records[place + 1 :]


def _holds(condition: Any, row: dict[str, Any]) -> bool:
    if isinstance(condition, tuple):
        path, wanted = condition
        column, _, lookup = path.partition("__")
        value = row[column]
        if lookup == "isnull":
            return (value is None) is wanted
        if value is None:
            return False
        if lookup == "in":
            return value in wanted
        compare = (
            {"lt": value < wanted, "gt": value > wanted, "lte": value <= wanted, "": value == wanted}
            if (lookup != "in")
            else {}
        )
        return bool(compare[lookup])
    holds = [_holds(child, row) for child in condition.children]
    found = (any(holds) if holds else True) if condition.connector == "OR" else all(holds)
    return not found if condition.negated else found


def test_the_map_the_count_and_the_list_agree(world: World) -> None:
    placed, unplaced = given_report(world.here), given_report(world.here, longitude=None, latitude=None)
    given_report(world.far)
    desk = Api(world.here.users["township_desk"])
    listed = {row["id"] for row in desk.get("/incidents/", state="reported").json()["results"]}
    assert listed == {placed.pk, unplaced.pk}
    assert desk.get("/incidents/count/", state="reported").json() == {"count": 2}
    answer = desk.get("/incidents/", state="reported", format="geojson")
    assert answer["Content-Type"] == "application/geo+json"
    body = answer.json()
    assert (body["type"], body["truncated"]) == ("FeatureCollection", False)
    assert [feature["id"] for feature in body["features"]] == [placed.pk]
    assert body["features"][0]["geometry"] == {"type": "Point", "coordinates": list(world.here.point)}


def test_a_map_with_more_than_it_can_show_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pingan.web.geojson", "grids.api.incidents"):
        monkeypatch.setattr(f"{module}.MOST_FEATURES", 2)
    for _ in range(3):
        given_report(world.here)
    body = Api(world.here.users["township_desk"]).get("/incidents/", format="geojson").json()
    assert (len(body["features"]), body["truncated"]) == (2, True)


def test_unreadable_filters_are_named(world: World) -> None:
    desk = Api(world.here.users["township_desk"])
    for query in (
        {"state": "asleep"},
        {"bbox": "1,2"},
        {"format": "xml"},
        {"todo": "perhaps"},
        {"grid": "x"},
    ):
        for path in ("/incidents/", "/incidents/count/"):
            if path.endswith("count/") and "format" in query:
                continue
            answer = desk.get(path, **query)
            assert answer.status_code == 400, (path, query)
            assert list(answer.json()["errors"]) == list(query)


def test_categories_are_a_tree_by_code(world: World) -> None:
    body = Api(world.here.users["grid_worker"]).get("/incident-categories/").json()
    assert body["next"] is None
    rows = {row["code"]: row for row in body["results"]}
    assert len(rows) == len(body["results"]) > 40
    for code, row in rows.items():
        assert row["parent"] is None or code in rows[row["parent"]]["children"]
        assert all(rows[child]["parent"] == code for child in row["children"])
    assert rows["APPEAL"]["reportable"] is False and rows["APPEAL.FACILITY.LAMP"]["reportable"] is True
    one = Api(world.here.users["grid_worker"]).get(f"/incident-categories/{rows['APPEAL']['id']}/").json()
    assert one == rows["APPEAL"]


def test_the_inbox_is_the_own_one_and_remembers_what_was_read(world: World) -> None:
    desk, other = world.here.users["township_desk"], world.here.users["leader"]
    content = {
        "kind": "matter.opened", "title_msgid": "%(number)s was reported: %(title)s", "body_msgid": "",
        "params": {"number": "SJ1", "title": "路灯"}, "url": "/", "is_urgent": False,
        "happened_at": "2026-11-23T09:00:00+08:00",
    }  # fmt: skip
    for key in ("a", "b", "c"):
        deliver_notices(recipients=[desk.pk, other.pk], content={"key": key, **content})
    mine, theirs = Api(desk), Api(other)
    rows = mine.get("/notifications/", unread="true").json()["results"]
    assert len(rows) == 3 and "SJ1" in rows[0]["title"]
    assert mine.post(f"/notifications/{rows[0]['id']}/read/").json()["read_at"]
    assert theirs.post(f"/notifications/{rows[0]['id']}/read/").status_code == 404
    assert mine.post("/notifications/read-all/", {"up_to": rows[2]["id"]}).json() == {"read": 1}
    assert mine.post("/notifications/read-all/").json() == {"read": 1}
    assert mine.get("/notifications/", unread="true").json()["results"] == []
    assert len(theirs.get("/notifications/", unread="true", kind="matter").json()["results"]) == 3


def test_grids_are_found_changed_and_mapped(world: World) -> None:
    here, office = world.here, Api(world.here.users["body_office"])
    grid = here.grid
    assert (
        office.get("/grids/at/", longitude=here.point[0], latitude=here.point[1]).json()["grid"]["id"]
        == grid.pk
    )
    assert office.get("/grids/at/", longitude=0, latitude=0).json() == {"grid": None}
    assert office.get("/grids/at/", longitude=200).status_code == 400
    made = office.post(
        "/grids/",
        {
            "name": "朱坊村第二网格",
            "kind": "basic_grid",
            "region": here.village.pk,
            "resident_population": 300,
        },
    )
    assert made.status_code == 201, made.content
    assert made.json()["code"] == "360703203200002"
    path = f"/grids/{made.json()['id']}/"
    tag = made["ETag"]
    assert office.patch(path, {"name": "二网格", "reason": "更名"}).status_code == 422
    changed = office.patch(path, {"name": "二网格", "reason": "更名"}, If_Match=tag)
    assert changed.json()["name"] == "二网格"
    assert office.patch(path, {"name": "三网格", "reason": "更名"}, If_Match=tag).status_code == 412
    worker = Api(here.users["grid_worker"])
    assert [row["id"] for row in worker.get("/grids/").json()["results"]] == [grid.pk, made.json()["id"]]
    assert worker.patch(f"/grids/{grid.pk}/", {"reason": "x"}, If_Match='"1"').status_code == 403
    assert Api(world.far.users["body_office"]).patch(path, {"reason": "x"}, If_Match='"1"').status_code == 404
    features = office.get("/grids/", format="geojson").json()["features"]
    assert {feature["id"] for feature in features} == {grid.pk, world.neighbour.grid.pk}
    assert features[0]["geometry"]["type"] == "Polygon"


def test_workers_are_assigned_and_history_stays(world: World) -> None:
    here, office = world.here, Api(world.here.users["body_office"])
    new = {
        "grid": here.grid.pk, "user": here.users["community_staff"].pk, "duty_role": "leader",
        "employment": "part_time",
    }  # fmt: skip
    made = office.post("/grid-workers/", new)
    assert made.status_code == 201, made.content
    assert office.post("/grid-workers/", new).status_code == 409
    assert office.post("/grid-workers/", {**new, "duty_role": "boss"}).status_code == 422
    ended = office.post(f"/grid-workers/{made.json()['id']}/end/", {"reason": "调离"})
    assert ended.status_code == 200 and ended.json()["valid_to"]
    listed = office.get("/grid-workers/", grid=here.grid.pk).json()["results"]
    assert [row["user"] for row in listed] == [here.users["grid_worker"].pk]
    assert Api(here.users["grid_worker"]).post("/grid-workers/", new).status_code == 403


def _measured(world: World) -> dict[str, int]:
    desk = Api(world.here.users["township_desk"])
    pk = Matter.objects.filter(kind="incident", township_code="360703203").latest("pk").pk
    dispute = Matter.objects.filter(kind="dispute", state="performing").latest("pk").pk
    paths = {
        "incidents": "/incidents/?page_size=50",
        "incidents-filtered": "/incidents/?page_size=50&q=路灯&category=APPEAL&region=360703203000&light=green",
        "incidents-todo": "/incidents/?page_size=50&todo=true&ordering=next_due_at",
        "incidents-geojson": "/incidents/?format=geojson",
        "incidents-count": "/incidents/count/",
        "incident": f"/incidents/{pk}/",
        "incident-timeline": f"/incidents/{pk}/timeline/",
        "incident-clocks": f"/incidents/{pk}/clocks/",
        "attachments": "/attachments/",
        "uploads": "/uploads/",
        "grids": "/grids/",
        "grid-workers": "/grid-workers/",
        "patrol-plans": "/patrol-plans/",
        "patrol-occasions": "/patrol-occasions/?standing=due",
        "patrols": "/patrols/",
        "grid-operations": "/grid-operations/",
        "incident-categories": "/incident-categories/",
        "notifications": "/notifications/",
        "register-definitions": "/register-definitions/",
        "register-reports": "/register-reports/?status=handed_in",
        "register-rounds": "/register-rounds/",
        "screening-campaigns": "/screening-campaigns/",
        "screening-campaign": f"/screening-campaigns/{RegisterRound.objects.latest('pk').pk}/",
        "screening-campaign-reports": f"/screening-campaigns/{RegisterRound.objects.latest('pk').pk}/reports/",
        "disputes": "/disputes/?page_size=50",
        "disputes-filtered": "/disputes/?q=排水沟&type=NEIGHBOUR&region=360703203000&light=green&flagged=false",
        "disputes-geojson": "/disputes/?format=geojson",
        "disputes-count": "/disputes/count/?channel=mediation_people",
        "dispute": f"/disputes/{dispute}/",
        "dispute-timeline": f"/disputes/{dispute}/timeline/",
        "dispute-papers": f"/disputes/{dispute}/papers/",
        "dispute-parties": f"/dispute-parties/?dispute={dispute}",
        "mediation-committees": "/mediation-committees/",
        "mediators": "/mediators/",
        "mediation-sessions": "/mediation-sessions/?state=held",
        "agreements": "/agreements/",
        "referrals": "/referrals/",
        "ledger": "/ledger/",
        "monthly-tables": "/monthly-tables/",
    }
    counts: dict[str, int] = {}
    for name, path in paths.items():
        desk.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = desk.browser.get(f"/api/v1{path}")
        assert answer.status_code == 200
        counts[name] = len(queries)
    return counts


def test_queries_do_not_grow_with_the_list(world: World) -> None:
    """Rewrite the baseline on purpose only: ``WRITE_QUERY_COUNTS=1``."""
    worker = Api(world.here.users["grid_worker"])

    def more(count: int) -> None:
        for seed in range(count):
            photo = worker.upload(image_bytes(picture(seed=seed))).json()["id"]
            given_report(world.here, attachments=(photo,))
            given_submitted(given_round(world.here.actor("township_desk"), world.here.township), world.here)
            given_registration(world.here)
            given_patrol(given_plan(world.here), world.here)
            given_moved_border(world.here)

    more(2)
    given_dispute(world.here, "performing")
    small = _measured(world)
    more(10)
    given_dispute(world.here, "performing")
    given_committee(world.here.village)
    given_mediator(world.here.committee, name="王调解")
    assert _measured(world) == small
    lists = {name: count for name, count in small.items() if name not in DETAILS | TABLES}
    assert max(lists.values()) <= MOST_QUERIES, lists
    assert max(small[name] for name in TABLES) <= MOST_OF_TABLES, small
    if os.environ.get("WRITE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(small, indent=1, sort_keys=True) + "\n")
    assert small == json.loads(BASELINE.read_text())


def test_a_cursor_leads_nowhere_in_another_list_or_order(world: World) -> None:
    for _ in range(3):
        given_report(world.here)
        given_registration(world.here)
    desk = Api(world.here.users["township_desk"])
    following = desk.get("/incidents/", page_size=2).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]
    assert desk.get("/incidents/", cursor=cursor, page_size=1).status_code == 200
    for path, asked in (
        ("/disputes/", {}),
        ("/incidents/", {"ordering": "opened_at"}),
        ("/incidents/", {"ordering": "-number"}),
    ):
        assert desk.get(path, cursor=cursor, **asked).status_code == 404, (path, asked)
