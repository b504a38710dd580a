"""The statistical table of a standing register counts its entries; units stand beside them under their own name."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.entries import EntryFilterSet, entries_visible
from pingan.registers.queries.reports import ReportFilterSet, reports_visible
from pingan.registers.services.entries import add_entry, settle_entry
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
CODE = "legal_service_points"
POINT = {"point": "王家村法律服务室", "kind": "center", "place": "村委会一楼", "knowers": 4}


def given_points(world: World) -> RegisterRound:
    """Return the county's order: three entries in one township (one closed, one overdue), one in the other."""
    here, today = world.here, timezone.localdate()
    row = given_round(here.actor("body_office"), here.county, given_definition(CODE), due_on=None)

    def kept(place: Place, **values: object) -> int:
        report = RegisterReport.objects.get(round=row, region_code=place.township.code)
        actor = place.actor("township_desk")
        return add_entry(actor=actor, report_id=report.pk, values={**POINT, **values}).pk

    kept(here, check_on=(today - timedelta(days=3)).isoformat())
    kept(here, knowers=3)
    settle_entry(actor=here.actor("township_desk"), finding_id=kept(here, knowers=50), on=today)
    kept(world.neighbour, knowers=7)
    # Another order of the same register in one of the townships, whose entries are not those of this order.
    other = given_round(here.actor("township_desk"), here.township, given_definition(CODE), due_on=None)
    report = RegisterReport.objects.get(round=other, region_code=here.township.code)
    add_entry(actor=here.actor("township_desk"), report_id=report.pk, values={**POINT, "knowers": 100})
    return row


def cells(page: str) -> list[list[str]]:
    """Return the numbers of each row of the table, by the place that heads it."""
    table = page[page.index('id="sums"') :]
    rows = re.findall(r"<tr.*?</tr>", table[: table.index("</table>")], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in rows[1:]
    ]


def test_entries_are_counted_and_units_under_their_own_name(world: World) -> None:
    row = given_points(world)
    here = world.here
    page = here.client("body_office").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    assert "已报" not in page[page.index('id="sums"') :] and "建账单位" in page and "条目总数" in page
    by_place = {line[0]: line[1:] for line in cells(page)}
    # Units, units with entries, entries, in force, overdue, due soon, closed; then the sum over what stands.
    assert by_place[here.township.name] == ["1", "1", "3", "2", "1", "0", "1", "7"]
    assert by_place[world.neighbour.township.name] == ["1", "1", "1", "1", "0", "0", "0", "7"]
    assert by_place["合计"] == ["2", "2", "4", "3", "1", "0", "1", "14"]


def test_every_number_of_the_table_is_the_count_of_its_list(world: World) -> None:
    row = given_points(world)
    actor = world.here.actor("body_office")
    page = (
        world.here.client("body_office").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    )
    table = page[page.index('id="sums"') :]
    links = re.findall(r'href="([^"]*\?[^"]+)"[^>]*>([0-9]+)</a>', table[: table.index("</table>")])
    assert len(links) == 21, "two places and the total, seven numbers each"
    for link, number in links:
        query = dict(part.split("=") for part in unescape(link).partition("?")[2].split("&"))
        if "/entries/" in link:
            found = EntryFilterSet(query, entries_visible(actor)).qs.count()
        else:
            found = ReportFilterSet(query, reports_visible(actor), actor=actor).qs.count()
        assert found == int(number), link


def test_a_round_still_counts_who_handed_in(world: World) -> None:
    row = given_round(
        world.here.actor("body_office"), world.here.county, given_definition("title_applications")
    )
    page = (
        world.here.client("body_office").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    )
    assert "已报" in page and "建账单位" not in page


def test_sums_over_time_of_a_register_count_entries(world: World) -> None:
    row = given_points(world)
    address = reverse("registers:definition_summary", args=[row.definition_id])
    page = world.here.client("body_office").get(address).content.decode()
    assert "已报" not in page[page.index('id="rounds"') :]
    assert re.search(rf"rounds/{row.pk}/table/[^>]*>4</a>", page)


def test_the_table_costs_the_same_however_many_entries(world: World) -> None:
    row = given_points(world)
    office, address = world.here.client("body_office"), reverse("registers:round_table", args=[row.pk])
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    report = RegisterReport.objects.get(round=row, region_code=world.here.township.code)
    for _number in range(4):
        add_entry(actor=world.here.actor("township_desk"), report_id=report.pk, values=POINT)
    with CaptureQueriesContext(connection) as many:
        office.get(address)
    assert len(few) == len(many)


def test_a_closed_register_still_says_how_many_it_held(world: World) -> None:
    row = given_points(world)
    RegisterRound.objects.filter(pk=row.pk).update(state="closed", ended_at=timezone.now())
    page = (
        world.here.client("body_office").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    )
    assert {line[0]: line[3] for line in cells(page)}["合计"] == "4"
