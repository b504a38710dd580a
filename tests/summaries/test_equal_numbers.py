"""The number on a page, the rows of its list, the API and the file are one, whatever happened and whoever asks.

Everything goes through the doors: pages are fetched and read, lists are followed to their end, the workbook is ordered and
downloaded. What happened is drawn: new matters, later days, other places and classes, restricted and corrected records.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grids.models import Incident
from pingan.common.figures import all_figures
from pingan.matters.models import Clock, Matter
from pingan.office.rules.boards import GROUPS, Group
from pingan.office.services.refreshing import refresh_summaries
from tests.assessment.given_past import Past
from tests.factories import incidents
from tests.factories.world import signed_in
from tests.office.test_ledger_files import storage, taken
from tests.summaries.kept import written

pytestmark = pytest.mark.django_db
__all__ = ["storage"]
LOOKING = ("township_desk", "county_dispatcher", "body_office", "leader", "auditor")
CLASSES = ("APPEAL.FACILITY.LAMP", "APPEAL.SERVICE", "HAZARD.FIRE.EXIT", "DISPUTE.NEIGHBOUR")
#: Classes of the kinds that the boards can be narrowed to, blank most of the time.
NARROWED = ("", "", "", "", "incident:APPEAL", "incident:HAZARD.FIRE", "dispute:NEIGHBOUR", "hazard:fire")
_NUMBER = re.compile(r'<a(?: class="[^"]*")? href="(/office/figures/[^"]+)"(?: class="[^"]*")?>([\d,]+)</a>')
_MOST = 5
#: Subjects that are asked for after what happened.
_SUBJECTS = 4


@dataclass
class Question:
    """Who asks, and for what; ``page`` and ``api`` say the same in the words of either door."""

    client: Client
    group: Group
    region: str
    since: str
    until: str
    category: str

    @property
    def page(self) -> dict[str, str]:
        return {
            "region": self.region, "from": self.since, "to": self.until, "category": self.category, "view": self.group.key,
        }  # fmt: skip

    def api(self, **more: str) -> dict[str, str]:
        asked = {
            "region": self.region,
            "since": self.since,
            "until": self.until,
            "category": self.category,
            **more,
        }
        return {name: value for name, value in asked.items() if value}


def something_happens(past: Past, draw: Any) -> None:
    """Let one to five things happen that change what is counted."""
    places = list(past.world.places.values())
    for _time in range(draw(st.integers(1, 5))):
        place = draw(st.sampled_from(places))
        matters = list(Matter.objects.filter(kind__in=("incident", "dispute", "hazard")).order_by("pk"))
        one = draw(st.sampled_from(matters))
        back = timezone.now() - timedelta(days=draw(st.integers(0, 500)), hours=draw(st.integers(0, 23)))
        match draw(st.integers(0, 6)):
            case 0 | 1:
                state = draw(st.sampled_from(("reported", "accepted", "closed", "rejected")))
                incidents.given_incident(place, state, category=draw(st.sampled_from(CLASSES)))
            case 2:
                incidents.rewrite(one.pk, opened_at=back, **({"closed_at": back} if one.closed_at else {}))
            case 3:
                kept_by = draw(st.sampled_from((place.village, place.township, place.county)))
                incidents.rewrite(one.pk, region=kept_by, region_code=kept_by.code)
            case 4:
                Matter.objects.filter(pk=one.pk).update(is_restricted=not one.is_restricted)
            case 5:
                Clock.objects.filter(matter_id=one.pk).update(is_met=draw(st.booleans()))
                Incident.objects.filter(pk=one.pk).update(
                    returned_count=draw(st.integers(0, 3)), satisfaction="satisfied", evaluated_at=back
                )
            case _:
                if one.kind == "incident":
                    incidents.rewrite(one.pk, class_code=draw(st.sampled_from(CLASSES)))


def question(past: Past, group: Group, draw: Any) -> Question:
    """Somebody asks for a division of the own area, some days and perhaps a class."""
    world = past.world
    who = draw(
        st.sampled_from([*((name, role) for name in world.places for role in LOOKING), ("", "province")])
    )
    client = world.places[who[0]].client(who[1]) if who[0] else signed_in(world.province_office)
    offered = client.get("/office/").context["areas"]
    region = draw(st.sampled_from(["", *(area["code"] for area in offered)]))
    today = timezone.localdate()
    since = today - timedelta(days=draw(st.sampled_from((0, 1, 29, 40, 400))))
    until = today + timedelta(days=draw(st.sampled_from((-1, 0, 0, 40)))) if since < today else today
    return Question(client, group, region, f"{since}", f"{until}", draw(st.sampled_from(NARROWED)))


def rows_of_list(client: Client, url: str) -> int:
    """Count the rows of a list as a reader would, page by page."""
    found = 0
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, url
        found += len(re.findall(r"<tr data-row>", answer.content.decode()))
        url = answer.context["next_url"] or ""
    return found


def numbers_lead_to_as_many_rows(asked: Question, text: str, draw: Any) -> None:
    """Each number of the page that stands alone in its link opens as many rows; of many, some are looked at."""
    links = [(html.unescape(url), int(shown.replace(",", ""))) for url, shown in _NUMBER.findall(text)]
    looked_at = draw(st.permutations(links))[:_MOST] if links else []
    for url, shown in looked_at:
        assert rows_of_list(asked.client, url) == shown, url


def api_says_the_same(asked: Question, page: Any, board: dict[str, Any]) -> None:
    """Tiles and places of the page against the board of the API, and each value against the records of the API."""
    tiles = {tile.number.figure.code: tile.number.tally for tile in page.context["tiles"]}
    values = {value["figure"]: value["now"] for value in board["values"]}
    assert {code: {"part": tally.part, "whole": tally.whole} for code, tally in tiles.items()} == values
    rows = {row.place.region.code: row.numbers for row in page.context["rows"]}
    assert {
        code: {n.figure.code: {"part": n.tally.part, "whole": n.tally.whole} for n in numbers}
        for code, numbers in rows.items()
    } == {place["region"]: place["figures"] for place in board["places"]}
    lines_add_up(asked, page, board)
    for code, now in values.items():
        records = asked.client.get("/api/v1/office/records/", asked.api(figure=code, page_size="200")).json()
        whole = now["part"] if now["whole"] is None else now["whole"]
        assert records["count"] == len(records["results"]) == whole, code
        if all_figures()[code].is_share:
            said = [row["is_part"] for row in records["results"]]  # null: restricted, counted and not told
            assert said.count(True) <= now["part"] <= said.count(True) + said.count(None), code


def lines_add_up(asked: Question, page: Any, board: dict[str, Any]) -> None:
    """What a division keeps itself has a line: with it the table comes to the tiles, and it opens as many records."""
    own, shown = board["own"], page.context["own_row"]
    assert (own is None) is (shown is None)
    lines = [place["figures"] for place in board["places"]] + ([own["figures"]] if own else [])
    if board["places"]:
        for value in board["values"]:
            for name in ("part", "whole"):
                several = [line[value["figure"]][name] or 0 for line in lines]
                assert sum(several) == (value["now"][name] or 0), (value["figure"], name)
    if own is None:
        return
    assert own["figures"] == {
        n.figure.code: {"part": n.tally.part, "whole": n.tally.whole} for n in shown.numbers
    }
    for number in shown.numbers:
        code, tally = number.figure.code, number.tally
        counted = tally.part if tally.whole is None else tally.whole
        query = asked.api(figure=code, page_size="200", own="true") | {"region": own["region"]}
        records = asked.client.get("/api/v1/office/records/", query).json()
        assert records["count"] == len(records["results"]) == counted, code
        assert rows_of_list(asked.client, number.url) == counted, number.url


def file_says_the_same(asked: Question, page: Any, board: dict[str, Any]) -> None:
    """The subject's sheet holds the numbers of the board and of its places, cell by cell."""
    link = urlsplit(page.context["file_url"])
    url = f"{link.path}?{urlencode(parse_qs(link.query), doseq=True)}"
    book = openpyxl.load_workbook(io.BytesIO(taken(asked.client, url, "xlsx")))
    kind = asked.category.partition(":")[0]
    filed = [
        group
        for group in GROUPS
        if not kind or kind in {all_figures()[code].class_kind for code in group.figures}
    ]
    sheets = dict(zip((group.key for group in filed), book.worksheets[1:], strict=False))
    assert (asked.group.key in sheets) is bool(board["values"])
    if not board["values"]:
        return
    shown = [
        [str(cell) for cell in row if cell is not None]
        for row in sheets[asked.group.key].iter_rows(min_row=3, values_only=True)
    ]
    values = board["values"]
    expected = [[board["name"], *written([value["now"] for value in values], values)]]
    lines = [*([board["own"]] if board["own"] else []), *board["places"]]
    expected += [[line["name"], *written(list(line["figures"].values()), values)] for line in lines]
    assert shown == expected


def all_doors_agree(asked: Question, draw: Any) -> None:
    """Ask every door the same, and compare."""
    page = asked.client.get("/office/", asked.page)
    board = asked.client.get("/api/v1/office/board/", asked.api(view=asked.group.key)).json()
    api_says_the_same(asked, page, board)
    numbers_lead_to_as_many_rows(asked, page.content.decode(), draw)
    file_says_the_same(asked, page, board)


# What fails is told as it was drawn: to make it smaller would take as long again for each step.
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)
@given(drawn=st.data())
def test_page_list_api_and_file_say_one_number(past: Past, drawn: st.DataObject) -> None:
    with transaction.atomic():
        something_happens(past, drawn.draw)
        refresh_summaries()
        for group in drawn.draw(st.permutations(GROUPS))[:_SUBJECTS]:
            all_doors_agree(question(past, group, drawn.draw), drawn.draw)
        transaction.set_rollback(True)
