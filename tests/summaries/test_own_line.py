"""What a division keeps itself and no place inside it has a line of its own: every table of a board adds up to its tiles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.common.periods import Period
from pingan.office.queries.brief_figures import facts_for
from pingan.office.rules.brief_annexes import annexes_of
from pingan.office.rules.brief_facts import facts_as_json, facts_of_json
from pingan.office.services.refreshing import refresh_summaries
from tests.assessment.given_past import Past
from tests.factories import incidents
from tests.factories.incidents import given_incident
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
BOARD, RECORDS = "/api/v1/office/board/", "/api/v1/office/records/"


@pytest.fixture
def place(past: Past) -> Place:
    """Return a county that keeps two incidents itself, and a township that keeps one."""
    here = past.world.here
    for region in (here.county, here.county, here.township):
        one = given_incident(here, "reported")
        incidents.rewrite(one.pk, region=region, region_code=region.code)
    refresh_summaries()
    return here


def came_in(line: dict[str, Any]) -> int:
    return int(line["figures"]["incident.reported"]["part"])


@pytest.mark.parametrize(("role", "kept"), [("body_office", 2), ("township_desk", 1)])
def test_the_table_adds_up_to_the_tile_and_the_line_opens_its_records(
    place: Place, role: str, kept: int
) -> None:
    client = place.client(role)
    board = client.get(BOARD).json()
    value = next(one for one in board["values"] if one["figure"] == "incident.reported")
    assert came_in(board["own"]) == kept and board["own"]["name"] == f"{board['name']}本级"
    assert kept + sum(came_in(line) for line in board["places"]) == value["now"]["part"]
    page = client.get("/office/")
    row = page.context["own_row"]
    assert row.place.name in page.content.decode() and row.numbers[0].tally.part == kept
    listed = client.get(row.numbers[0].url)
    assert len(listed.context["records"]) == listed.context["total"] == kept
    assert row.place.name in listed.content.decode()
    assert "own" not in listed.context["board_url"] and "own=true" in listed.context["all_classes_url"]
    asked = {"figure": "incident.reported", "own": "true"}
    records = client.get(RECORDS, asked).json()
    assert records["count"] == len(records["results"]) == kept


def test_a_restricted_matter_of_its_own_line_is_counted_and_not_named(place: Place) -> None:
    kept = given_incident(place, "reported").matter
    incidents.rewrite(kept.pk, region=place.county, region_code=place.county.code, is_restricted=True)
    refresh_summaries()
    client = place.client("body_office")
    whole = client.get(RECORDS, {"figure": "incident.reported", "page_size": "200"}).json()["results"]
    own = client.get(RECORDS, {"figure": "incident.reported", "own": "true"}).json()["results"]
    assert kept.number in {row["number"] for row in whole if row["is_restricted"]}
    assert [row["number"] for row in own if row["is_restricted"]] == [""]


def test_wall_phone_and_paper_have_the_line(place: Place) -> None:
    client, name = place.client("body_office"), f"{place.county.name}本级"
    assert name in [row.place.name for row in client.get("/office/wall/").context["places"].rows]
    leaders = client.get("/office/").context["leaders"]
    assert leaders.own.number.tally.part == 2 and leaders.places == len(client.get(BOARD).json()["places"])


def test_a_briefs_table_of_places_has_the_line_and_old_versions_have_none(place: Place) -> None:
    today = timezone.localdate()
    facts = facts_for(place.county, Period(today - timedelta(days=6), today))
    kept = facts_as_json(facts)
    assert facts_of_json(kept).own == facts.own and facts.own is not None
    table = next(part for annex in annexes_of(facts, ()) for part in annex.parts if "各地区" in str(part))
    names = [row[0] for row in table.rows]  # type: ignore[union-attr]
    assert names[0] == f"{place.county.name}本级"
    del kept["own"]
    assert facts_of_json(kept).own is None


def test_a_part_or_line_that_is_none_is_said(place: Place) -> None:
    client = place.client("body_office")
    for asked in ("part=yes", "own=perhaps"):
        page = client.get(f"/office/figures/incident.on_time/?{asked}")
        assert len(page.context["errors"]) == 1 and page.context["errors"][0] in page.content.decode()
    assert not client.get("/office/figures/incident.on_time/?part=in&own=true").context["errors"]
