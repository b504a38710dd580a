"""Patrols, screenings and registers in the monthly tables: as many as the ledgers of the grids hold."""

from __future__ import annotations

import html
import io
import re
from datetime import date, timedelta
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from grids.models import Grid
from grids.pages.ledger_files import filed_tables
from grids.services.patrols import PatrolInput, record_patrol
from pingan.registers.models import RegisterReport
from pingan.web.filed_files import as_pdf
from pingan.web.filed_sheets import as_xlsx
from tests.factories.patrols import given_patrol, given_plan
from tests.factories.registers import given_definition, given_round, given_submitted
from tests.factories.screening import given_grids
from tests.factories.world import Place, World

VISITS = "household_visits"
KEYS = ("patrol", "screening", f"register.{VISITS}")
MATTERS = ("/incidents/", "/disputes/", "/risk/")


def given_register(place: Place) -> RegisterReport:
    row = given_round(place.actor("township_desk"), place.township, given_definition(VISITS), due_on=None)
    return RegisterReport.objects.get(round=row, unit_id=place.grid.pk)


def given_visits(place: Place, report: RegisterReport, *days: date) -> None:
    """Visits entered from the phone, one for each day."""
    client, address = place.client("grid_worker"), reverse("registers:quick_entry", args=[VISITS])
    for day in days:
        visit = {"report": report.pk, "e-kind": "daily", "e-households": "2", "e-asked": ["safety"]}
        assert client.post(address, {**visit, "e-visited_on": day.isoformat()}).status_code == 302


def given_records(world: World) -> dict[str, str]:
    """Records of all kinds in two villages and of a grid that was closed since; return the days that are asked for.

    Besides what counts there is a visit on a day before them and a screening that was not handed in.
    """
    here, today = world.here, timezone.localdate()
    given_visits(here, given_register(here), today, today, today - timedelta(days=3))
    given_visits(world.neighbour, given_register(world.neighbour), today)
    row = given_round(here.actor("township_desk"), here.township)
    given_submitted(row, here, nothing=True)
    for _walk in range(2):
        given_patrol(given_plan(here), here)
    closed = given_grids(here, 1)[0]
    free = PatrolInput(grid_id=closed.pk)
    record_patrol(actor=here.actor("community_staff"), data=free)
    Grid.objects.filter(pk=closed.pk).update(valid_to=today, code=f"{closed.code[:-3]}999")
    return {
        "since": (today - timedelta(days=2)).isoformat(),
        "until": (today + timedelta(days=1)).isoformat(),
    }


def tables(client: Any, **query: str) -> dict[str, Any]:
    answer = client.get("/api/v1/monthly-tables/", query)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()["records"]
    return found


def entries(client: Any, grids: list[int], days: dict[str, str]) -> int:
    """Count what the ledgers of some grids hold that is no matter."""
    found = 0
    for grid in grids:
        ledger = client.get("/api/v1/ledger/", {"grid": grid, **days}).json()
        lines = [entry for section in ledger["sections"] for entry in section["entries"]]
        found += sum(not entry["url"].startswith(MATTERS) for entry in lines)
    return found


@pytest.mark.parametrize(("role", "width"), [("community_staff", 0), ("township_desk", 12), ("leader", 9)])
def test_a_place_counts_as_many_records_as_the_ledgers_of_its_grids_hold(
    world: World, role: str, width: int
) -> None:
    days = given_records(world)
    client = world.here.client(role)
    table = tables(client, **days)
    assert table["total"]["counts"] == dict(zip(KEYS, (3, 1, 2 + (role == "leader")), strict=True))
    for key in KEYS:
        assert table["total"]["counts"][key] == sum(place["counts"][key] for place in table["places"])
    for place in table["places"]:
        if not place["code"]:
            grids = Grid.objects.exclude(valid_to=None)
        elif width:
            grids = Grid.objects.filter(region__code__startswith=place["code"][:width])
        else:
            grids = Grid.objects.filter(code=place["code"])
        assert sum(place["counts"].values()) == entries(client, [grid.pk for grid in grids], days)


def test_the_page_says_the_same_and_a_number_with_a_list_opens_as_many(world: World) -> None:
    days = given_records(world)
    client = world.here.client("community_staff")
    text = html.unescape(
        client.get("/ledger/months/", {"from": days["since"], "to": days["until"]}).content.decode()
    )
    table = text[text.index('id="records"') :]
    table = table[: table.index("</table>")]
    assert re.findall(r'<th scope="col" class="is-number">([^<]+)</th>', table) == [
        "巡查记录", "已报送排查", str(given_definition(VISITS)),
    ]  # fmt: skip
    rest = table[table.index("未落到以上各处") :]
    assert '<td class="is-number">1</td>' in rest[: rest.index("</tr>")]
    links = re.findall(r'<td class="is-number"><a href="([^"]+)">(\d+)</a></td>', table)
    assert [number for _url, number in links] == ["2", "3"]
    for url, number in links:
        walks = set(re.findall(r"/patrols/walks/(\d+)/", client.get(url).content.decode()))
        assert len(walks) == int(number), url


def test_the_files_hold_them_and_a_quiet_month_has_neither_table_nor_column(world: World) -> None:
    days = given_records(world)
    desk = world.here.client("township_desk")
    assert tables(desk, since="2025-01-01", until="2025-01-31")["kinds"] == {}
    assert 'id="records"' not in desk.get("/ledger/months/", {"month": "2025-01"}).content.decode()
    asked = {"from": days["since"], "to": days["until"]}
    filed = filed_tables(world.here.actor("township_desk"), asked)  # type: ignore[arg-type]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(filed, "", ""))).worksheets[-1]
    assert [cell.value for cell in sheet[sheet.max_row]][1:] == [3, 1, 2]
    printed = pypdfium2.PdfDocument(as_pdf(filed, "", ""))
    words = "".join(page.get_textpage().get_text_range() for page in printed)
    assert "巡查、排查与台账按区域" in words


def test_they_cost_the_same_however_many_places_and_records_there_are(
    world: World, django_assert_max_num_queries: Any
) -> None:
    days = given_records(world)
    client = world.here.client("community_staff")
    tables(client, **days)
    with django_assert_max_num_queries(40) as few:
        tables(client, **days)
        most = len(few)
    given_grids(world.here, 12)
    report = RegisterReport.objects.filter(unit_id=world.here.grid.pk, round__definition__code=VISITS).get()
    given_visits(world.here, report, timezone.localdate())
    with django_assert_max_num_queries(most):
        tables(client, **days)
