"""What a division keeps itself has a line of its own, so that the lines of a table add up to its total."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from pingan.registers.models import RegisterFinding, RegisterRound
from pingan.registers.queries.entries import EntryFilterSet, entries_visible
from pingan.registers.queries.reports import ReportFilterSet, reports_visible
from pingan.registers.services.entries import add_entry
from tests.factories.world import Place, World
from tests.registers.test_endings import given_title
from tests.registers.test_references import award, titles_of
from tests.registers.test_standing_tables import given_points

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(here: Place) -> RegisterRound:
    """Two titles of the county's body and one of a township's, all in the order of the county."""
    given_title(here)
    given_title(here, "新苑小区")
    row = titles_of(here).round
    report = row.reports.get(region_code=here.township.code)
    add_entry(actor=here.actor("body_office"), report_id=report.pk, values=award(basis="earlier"))
    return row


def lines(page: str, table: str) -> dict[str, list[int]]:
    found = page[page.index(f'id="{table}"') :]
    rows = re.findall(r"<tr.*?</tr>", found[: found.index("</table>")], re.DOTALL)[1:]
    told = [
        [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in rows
    ]
    return {one[0]: [int(number) for number in one[1:]] for one in told}


def links(page: str, table: str) -> list[tuple[str, str]]:
    found = page[page.index(f'id="{table}"') :]
    return re.findall(r'href="([^"]*\?[^"]+)"[^>]*>([0-9]+)</a>', found[: found.index("</table>")])


def test_the_table_of_an_order_adds_up(here: Place, titles: RegisterRound) -> None:
    page = here.client("body_office").get(reverse("registers:round_table", args=[titles.pk])).content.decode()
    told = lines(page, "sums")
    total = told.pop("合计")
    assert told[f"{here.county.name}本级"][:3] == [1, 1, 2]
    assert [sum(column) for column in zip(*told.values(), strict=True)] == total
    actor = here.actor("body_office")
    for link, number in links(page, "sums"):
        query = dict(part.split("=") for part in unescape(link).partition("?")[2].split("&"))
        rows = (
            EntryFilterSet(query, entries_visible(actor)).qs
            if "/entries/" in link
            else ReportFilterSet(query, reports_visible(actor), actor=actor).qs
        )
        assert rows.count() == int(number), link


def test_entries_by_division_add_up(here: Place, titles: RegisterRound) -> None:
    office = here.client("body_office")
    page = office.get(reverse("registers:entry_tally"), {"definition": "peace_titles"}).content.decode()
    told = lines(page, "tally")
    total = told.pop("合计")
    assert told[f"{here.county.name}本级"][0] == 2
    assert [sum(column) for column in zip(*told.values(), strict=True)] == total
    link = next(link for link, number in links(page, "tally") if "at=" in link and number == "2")
    shown = office.get(unescape(link)).content.decode()
    assert shown.count('<li class="rows__item') == 2 and f"{here.county.name}本级" in shown


def test_who_keeps_nothing_itself_has_no_such_line(world: World) -> None:
    row = given_points(world)
    page = (
        world.here.client("body_office").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    )
    assert "本级" not in page[page.index('id="sums"') :].partition("</table>")[0]


def test_a_list_of_what_a_division_keeps_itself_holds_nothing_of_its_places(
    here: Place, titles: RegisterRound
) -> None:
    actor = here.actor("body_office")
    own = EntryFilterSet({"at": here.county.code}, entries_visible(actor))
    assert own.is_valid() and {row.report.region_code for row in own.qs} == {here.county.code}
    assert RegisterFinding.objects.filter(report__round=titles).count() == own.qs.count() + 1
    assert not EntryFilterSet({"at": "12"}, entries_visible(actor)).is_valid()


def test_units_of_the_division_itself_are_counted_before_they_write(here: Place) -> None:
    row = titles_of(here).round
    page = here.client("body_office").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    told = lines(page, "sums")
    total = told.pop("合计")
    assert told[f"{here.county.name}本级"][:3] == [1, 0, 0]
    assert [sum(column) for column in zip(*told.values(), strict=True)] == total
