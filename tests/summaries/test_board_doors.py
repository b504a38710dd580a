"""A number, the list behind it and the API say the same, for whoever may look; nobody looks beyond the own area."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from disputes.models import Dispute
from pingan.common.figures import all_figures
from pingan.office.pages.files import filed_board
from pingan.office.pages.home import cards
from pingan.office.rules.boards import GROUPS
from pingan.office.services.refreshing import refresh_summaries
from pingan.web.filed_sheets import as_xlsx
from tests.assessment.given_past import Past
from tests.summaries.kept import written

pytestmark = pytest.mark.django_db
LOOKING = ("township_desk", "county_dispatcher", "body_office", "leader", "auditor")


def _client(past: Past, role: str) -> Client:
    return past.world.here.client(role)


def _period() -> dict[str, str]:
    today = timezone.localdate()
    return {"from": f"{today - timedelta(days=40):%Y-%m-%d}", "to": f"{today + timedelta(days=40):%Y-%m-%d}"}


def _asked() -> dict[str, str]:
    given = _period()
    return {"since": given["from"], "until": given["to"]}


def _all_records(client: Client, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = client.get("/api/v1/office/records/", {**query, **cursor, "page_size": 3}).json()
        found += answer["results"]
        if answer["next"] is None:
            assert answer["count"] == len(found)
            return found
        cursor = {"cursor": answer["next"]}


@pytest.mark.parametrize("role", LOOKING)
def test_every_number_of_the_board_has_as_many_records(past: Past, role: str) -> None:
    refresh_summaries()
    client = _client(past, role)
    for group in GROUPS:
        board = client.get("/api/v1/office/board/", {**_asked(), "view": group.key}).json()
        for value in board["values"]:
            one = all_figures()[value["figure"]]
            now = value["now"]
            rows = _all_records(client, figure=one.code, **_asked())
            assert len(rows) == (now["part"] if now["whole"] is None else now["whole"]), one.code
            if one.is_share:
                said = [row["is_part"] for row in rows if not row["is_restricted"]]
                assert said.count(True) <= now["part"] and said.count(False) <= now["whole"] - now["part"], (
                    one.code
                )
                inside = _all_records(client, figure=one.code, part="in", **_asked())
                outside = _all_records(client, figure=one.code, part="out", **_asked())
                assert len(inside) == now["part"] and len(inside) + len(outside) == len(rows), one.code


def test_the_page_shows_what_the_api_says_and_links_to_it(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "body_office")
    board = client.get("/api/v1/office/board/", _asked()).json()
    page = client.get("/office/", _period()).content.decode()
    for value in board["values"]:
        assert f"/office/figures/{value['figure']}/?region={board['region']}" in page
    for place in board["places"]:
        assert place["name"] in page
    reported = next(value for value in board["values"] if value["figure"] == "incident.reported")
    listed = client.get("/office/figures/incident.reported/", _period()).content.decode()
    assert len(re.findall(r"<tr data-row>", listed)) == reported["now"]["part"] > 0


def test_the_places_inside_come_to_the_whole(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "body_office")
    board = client.get("/api/v1/office/board/", _asked()).json()
    whole = next(v["now"] for v in board["values"] if v["figure"] == "incident.on_time")
    parts = [place["figures"]["incident.on_time"] for place in board["places"]]
    assert sum(part["whole"] for part in parts) == whole["whole"]
    assert sum(part["part"] for part in parts) == whole["part"]


def test_a_township_sees_its_villages(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "township_desk")
    board = client.get("/api/v1/office/board/", _asked()).json()
    assert board["region"] == past.world.here.township.code
    villages = {place["region"]: place["figures"]["incident.reported"] for place in board["places"]}
    whole = next(v["now"]["part"] for v in board["values"] if v["figure"] == "incident.reported")
    assert sum(count["part"] for count in villages.values()) == whole > 0


def test_a_restricted_matter_counts_and_shows_its_number_alone(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "leader")
    rows = _all_records(client, figure="dispute.total", **_asked())
    closed = [row for row in rows if row["is_restricted"]]
    assert closed and all(row["facts"] == {} and row["url"] == "" and row["id"] is None for row in closed)
    page = client.get("/office/figures/dispute.total/", _period()).content.decode()
    assert closed[0]["number"] in page and f"/disputes/{past.restricted}/" not in page


def test_no_narrower_list_tells_which_restricted_matter_is_in_it(past: Past) -> None:
    """A class, a state or a result beside its number would tell what it is: it is counted there and not named."""
    refresh_summaries()
    client, kept = _client(past, "leader"), Dispute.objects.select_related("matter").get(pk=past.restricted)
    number = kept.matter.number
    kind = f"dispute:{kept.type.code}"
    asked = [
        ("dispute.total", {"category": kind}),
        *((one, {}) for one in GROUPS[1].figures if one != "dispute.total"),
    ]
    counted = 0
    for code, more in asked:
        rows = _all_records(client, figure=code, **_asked(), **more)
        hidden = [row for row in rows if row["is_restricted"]]
        counted += len(hidden)
        assert all((row["number"], row["id"], row["is_part"]) == ("", None, None) for row in hidden), code
        assert number not in client.get(f"/office/figures/{code}/", {**_period(), **more}).content.decode()
    assert counted > 1


@pytest.mark.parametrize("narrowing", ["division", "days", "both"])
def test_no_list_of_a_part_of_the_area_or_of_a_few_days_tells_which_restricted_matter_is_in_it(
    past: Past, narrowing: str
) -> None:
    """Asked for place by place and day by day, the list of all that came in would tell where and when of a number."""
    refresh_summaries()
    client, today = _client(past, "leader"), timezone.localdate()
    matter = Dispute.objects.select_related("matter").get(pk=past.restricted).matter
    opened = timezone.localtime(matter.opened_at).date()
    asked = {"since": (today - timedelta(days=40)).isoformat(), "until": today.isoformat()}
    if narrowing != "division":
        asked = {"since": opened.isoformat(), "until": (opened + timedelta(days=5)).isoformat()}
    if narrowing != "days":
        asked["region"] = past.world.here.township.code
    rows = _all_records(client, figure="dispute.total", **asked)
    hidden = [row for row in rows if row["is_restricted"]]
    assert hidden and {(row["number"], row["id"], row["url"]) for row in hidden} == {("", None, "")}
    query = {**asked, "from": asked["since"], "to": asked["until"]}
    page = client.get("/office/figures/dispute.total/", query)
    assert page.context["total"] == len(rows) == len(page.context["records"]), "as many rows as it counts"
    assert matter.number not in page.content.decode()
    widest = page.context["named_url"]
    assert widest in page.content.decode().replace("&amp;", "&")
    assert matter.number in client.get(widest).content.decode()


def test_the_list_of_a_township_names_what_is_restricted_to_its_own_desk(past: Past) -> None:
    refresh_summaries()
    rows = _all_records(_client(past, "township_desk"), figure="dispute.total", **_asked())
    assert all(row["number"] for row in rows)


@pytest.mark.parametrize("address", ["/office/", "/office/figures/incident.reported/"])
def test_another_area_is_not_there(past: Past, address: str) -> None:
    client = _client(past, "township_desk")
    foreign = past.world.neighbour.township.code
    assert client.get(address, {"region": foreign}).status_code == 404
    assert client.get("/api/v1/office/board/", {"region": foreign}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"from": "nonsense"}, {"from": "2026-13-01"}, {"from": "0001-01-01", "to": "9999-12-31"},
        {"from": "2026-05-01", "to": "2026-04-01"}, {"from": "2010-01-01"}, {"region": "36x"}, {"view": "elsewhere"},
        {"region": "360000000000' or 1=1"}, {"cursor": "-1"}, {"part": "none"},
    ],
)  # fmt: skip
def test_what_nobody_can_mean_is_said_and_the_page_stands(past: Past, query: dict[str, str]) -> None:
    client = _client(past, "body_office")
    for address in ("/office/", "/office/figures/incident.on_time/"):
        answer = client.get(address, query)
        assert answer.status_code == 200
        if "from" in query:
            assert 'class="notice' in answer.content.decode()


def test_a_figure_that_nobody_defined_is_not_there(past: Past) -> None:
    client = _client(past, "body_office")
    assert client.get("/office/figures/incident.scores/").status_code == 404
    answer = client.get("/api/v1/office/records/", {"figure": "incident.scores"})
    assert answer.status_code == 400 and "figure" in answer.json()["errors"]


def test_the_line_and_the_columns_draw_what_the_board_says(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "body_office")
    page = client.get("/office/", {**_period(), "figure": "incident.on_time"})
    charts = page.context["charts"]
    value = next(
        tile.number.tally for tile in page.context["tiles"] if tile.number.figure.code == "incident.on_time"
    )
    assert charts["figure"].code == "incident.on_time"
    drawn = [row["now"] for row in charts["line"]["rows"] if row["now"] is not None]
    assert drawn and value.whole
    reported = client.get("/office/", _period())
    rows = reported.context["charts"]["line"]["rows"]
    whole = next(
        t.number.tally.part for t in reported.context["tiles"] if t.number.figure.code == "incident.reported"
    )
    assert sum(row["now"] for row in rows) == whole
    text = reported.content.decode()
    assert 'id="chart-line"' in text and "<table" in text


def test_the_wall_shows_the_same_numbers_and_renews_them_in_place(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "leader")
    whole = client.get("/office/wall/", _period())
    board = client.get("/api/v1/office/board/", _asked()).json()
    reported = next(v["now"]["part"] for v in board["values"] if v["figure"] == "incident.reported")
    assert whole.context["tiles"][0].number.tally.part == reported > 0
    part = client.get("/office/wall/", _period(), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="wall"') and "<html" not in part
    assert 'hx-trigger="every 60s"' in part


def test_the_workbook_holds_the_numbers_of_the_board(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "body_office")
    query = QueryDict(mutable=True)
    query.update(_period())
    filed = filed_board(past.world.here.actor("body_office"), query)
    book = load_workbook(io.BytesIO(as_xlsx(filed, "核对", "AAAA-BBBB")))
    for sheet, group in zip(book.worksheets[1:], GROUPS, strict=True):
        board = client.get("/api/v1/office/board/", {**_asked(), "view": group.key}).json()
        rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
        expected = [[board["name"], *written([value["now"] for value in board["values"]], board["values"])]]
        for place in (*filter(None, [board["own"]]), *board["places"]):
            expected.append([place["name"], *written(list(place["figures"].values()), board["values"])])
        assert [[str(cell) for cell in row if cell is not None] for row in rows] == expected


def test_the_file_is_ordered_for_the_own_area_alone(past: Past) -> None:
    client = _client(past, "township_desk")
    assert client.get("/office/file/").status_code == 200
    assert client.get("/office/file/", {"region": past.world.neighbour.township.code}).status_code == 404
    answer = client.post("/office/file/", {"format": "xlsx", "purpose": "周例会"})
    assert answer.status_code == 302 and "/exports/" in answer["Location"]


def test_the_home_page_tells_the_leading_numbers_and_leads_to_as_many_records(past: Past) -> None:
    refresh_summaries()
    client = _client(past, "leader")
    home = client.get("/").content.decode()
    urls = [url.replace("&amp;", "&") for url in re.findall(r'href="(/office/figures/[^"]+)"', home)]
    assert len(urls) > 5
    for tile in cards(past.world.here.actor("leader"))[0].context["tiles"]:
        assert tile.url in urls
        assert client.get(tile.url).context["total"] == tile.value, tile.url
    assert "/office/figures/" not in _client(past, "township_desk").get("/").content.decode()
