"""A board of one class: kept in the address, followed by list, API and file; what has no such classes says so."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from grids.models import Incident
from pingan.common.figure_classes import of_classes
from pingan.common.figure_days import counts_by_day, counts_by_division
from pingan.common.figures import Grain, Tally, counts, figure
from pingan.common.periods import Period
from pingan.common.slots import figure_classes
from pingan.office.pages.files import filed_board
from pingan.office.queries.trends import days_of
from pingan.office.rules.boards import GROUPS
from pingan.office.services.refreshing import refresh_summaries
from pingan.web.filed_sheets import as_xlsx
from tests.assessment.given_past import Past
from tests.factories.incidents import act, given_incident

pytestmark = pytest.mark.django_db
LAMP = "incident:APPEAL.FACILITY.LAMP"


@pytest.fixture
def office(past: Past) -> Client:
    here = past.world.here
    given_incident(here, category="HAZARD.FIRE.EXIT", description="楼道堆满纸箱")
    given_incident(here, category="APPEAL.SERVICE", description="请上门办理认证")
    refresh_summaries()
    return here.client("body_office")


def _period(**more: str) -> dict[str, str]:
    today = timezone.localdate()
    return {"from": f"{today - timedelta(days=40)}", "to": f"{today + timedelta(days=40)}", **more}


def _asked(**more: str) -> dict[str, str]:
    given = _period()
    return {"since": given["from"], "until": given["to"], **more}


def _reported(client: Client, **more: str) -> int:
    board = client.get("/api/v1/office/board/", _asked(**more)).json()
    return int(next(v["now"]["part"] for v in board["values"] if v["figure"] == "incident.reported"))


def test_classes_come_to_the_whole_and_a_class_holds_those_below_it(office: Client) -> None:
    whole, lamps = _reported(office), _reported(office, category=LAMP)
    appeals = _reported(office, category="incident:APPEAL")
    hazards = _reported(office, category="incident:HAZARD")
    assert 0 < lamps < appeals < whole and hazards == 1
    assert appeals + hazards == whole
    assert _reported(office, category="incident:HAZARD.FIRE") == 1


def test_page_list_and_api_follow_the_class_of_the_address(office: Client) -> None:
    page = office.get("/office/", _period(category=LAMP))
    shown = page.context["tiles"][0].number
    assert shown.tally.part == _reported(office, category=LAMP)
    assert "category=incident%3AAPPEAL.FACILITY.LAMP" in shown.url
    listed = office.get(shown.url)
    assert listed.context["total"] == shown.tally.part
    assert len(re.findall(r"<tr data-row>", listed.content.decode())) == shown.tally.part
    records = office.get(
        "/api/v1/office/records/", _asked(figure="incident.reported", category=LAMP, page_size="200")
    ).json()
    assert records["count"] == len(records["results"]) == shown.tally.part
    rows = page.context["charts"]["line"]["rows"]
    assert sum(row["now"] for row in rows) == shown.tally.part


def test_the_file_is_of_the_class_and_names_what_it_leaves_out(past: Past, office: Client) -> None:
    query = QueryDict(mutable=True)
    query.update(_period(category=LAMP))
    filed = filed_board(past.world.here.actor("body_office"), query)
    assert [part.caption for part in filed.parts] == [str(GROUPS[0].label)]
    facts = {str(label): text for label, text in filed.facts}
    assert facts["类别"] == "路灯照明" and "矛盾纠纷" in facts["不按该类别细分"]
    book = load_workbook(io.BytesIO(as_xlsx(filed, "核对", "AAAA-BBBB")))
    first = [
        cell for cell in next(book.worksheets[1].iter_rows(min_row=3, values_only=True)) if cell is not None
    ]
    assert int(first[1]) == _reported(office, category=LAMP)


def test_what_has_no_such_classes_is_left_out_and_named(office: Client) -> None:
    for group in GROUPS:
        board = office.get("/api/v1/office/board/", _asked(view=group.key, category=LAMP)).json()
        assert {*board["unsplit"], *(value["figure"] for value in board["values"])} == set(group.figures)
        page = office.get("/office/", _period(view=group.key, category=LAMP))
        assert page.status_code == 200
        if board["unsplit"]:
            assert "不按该类别细分" in page.content.decode()
        if not board["values"]:
            assert page.context["charts"] is None and page.context["tiles"] == []
    listed = office.get("/office/figures/dispute.total/", _period(category=LAMP))
    assert listed.context["is_all_classes"]
    assert (
        listed.context["total"]
        == office.get("/office/figures/dispute.total/", _period()).context["total"]
        > 0
    )
    refused = office.get("/api/v1/office/records/", _asked(figure="dispute.total", category=LAMP))
    assert refused.status_code == 422 and "category" in refused.json()["errors"]


@pytest.mark.parametrize(
    "nonsense", ["incident:NOTHING", "nothing:APPEAL", "APPEAL", ":", "incident:' or 1=1", "x" * 300]
)
def test_a_class_that_never_was_is_said_and_counts_all(office: Client, nonsense: str) -> None:
    page = office.get("/office/", _period(category=nonsense))
    assert page.status_code == 200 and page.context["errors"]
    assert page.context["tiles"][0].number.tally.part == _reported(office)
    answer = office.get("/api/v1/office/board/", _asked(category=nonsense))
    assert answer.status_code == 400 and "category" in answer.json()["errors"]


def test_the_way_to_another_subject_leaves_a_strange_class_behind(office: Client) -> None:
    tabs = office.get("/office/", _period(category=LAMP)).context["tabs"]
    assert ["category" in tab["url"] for tab in tabs] == [group is GROUPS[0] for group in GROUPS]


@pytest.mark.parametrize(
    "figure",
    ["incident.reported", "incident.on_time", "incident.open", "incident.satisfied", "dispute.total"],
)
def test_a_figure_split_by_class_leads_to_as_many_records(office: Client, figure: str) -> None:
    view = next(group.key for group in GROUPS if figure in group.figures)
    page = office.get("/office/", _period(view=view, figure=figure, split="class"))
    rows: list[dict[str, Any]] = page.context["by_class"]
    assert rows
    whole = next(t.number.tally for t in page.context["tiles"] if t.number.figure.code == figure)
    counted = [row["number"].tally for row in rows]
    assert sum(tally.part for tally in counted) == whole.part
    assert sum(tally.whole or 0 for tally in counted) == (whole.whole or 0)
    for row in rows:
        listed = office.get(row["number"].url)
        tally = row["number"].tally
        assert listed.context["total"] == (tally.part if tally.whole is None else tally.whole)
        deeper = office.get(row["url"])
        assert deeper.status_code == 200 and deeper.context["asked"].chosen.name == row["name"]


def test_the_area_is_chosen_among_those_around_and_inside(past: Past, office: Client) -> None:
    here = past.world.here
    page = office.get("/office/", _period())
    codes = [area["code"] for area in page.context["areas"]]
    assert codes[0] == here.county.code and here.township.code in codes
    inside = office.get("/office/", _period(region=here.township.code)).context["areas"]
    assert [area["code"] for area in inside if area["is_current"]] == [here.township.code]
    assert inside[0]["code"] == here.county.code and here.village.code in {area["code"] for area in inside}
    assert "360000000000" not in codes, "what lies around the own area is nobody's to choose"


def test_every_kind_of_class_has_a_catalogue(past: Past) -> None:
    for kind in {one for group in GROUPS for one in _kinds(group.figures)}:
        assert figure_classes.get(kind).names(), kind


def _kinds(codes: tuple[str, ...]) -> set[str]:
    from pingan.common.figures import figure

    return {figure(code).class_kind for code in codes} - {""}


def test_figures_of_the_same_records_are_counted_together_and_come_to_the_same(past: Past) -> None:
    """Closed in time, solved, come back, returned: one look at what was closed, not one for each of them."""
    day = timezone.localdate()
    period = Period(day - timedelta(days=400), day)
    figures = [figure(code) for group in GROUPS for code in group.figures]
    found = counts_by_division(figures, period, ["36", "3607"], 6)
    for one in figures:
        alone: dict[str, Tally] = {}
        for key, tally in counts(one, period, Grain.TOWNSHIP, ["36"]).items():
            alone[key[:6]] = alone[key[:6]] + tally if key[:6] in alone else tally
        assert found[one.code] == alone, one.code
    assert any(tally.part for tallies in found.values() for tally in tallies.values())
    closed = ["on_time", "solved", "returned_twice", "reopened", "self_resolved"]
    with CaptureQueriesContext(connection) as statements:
        counts_by_division([figure(f"incident.{name}") for name in closed], period, ["36"], 6)
    assert len(statements) == 1


def test_what_reporters_said_follows_the_class_that_the_desk_gave(past: Past) -> None:
    """The class is read at the incident, where the day stands: it is the class of the matter, whatever was corrected."""
    here, day = past.world.here, timezone.localdate()
    corrected = given_incident(here, "accepted", category="APPEAL.SERVICE")
    given = {"category": "HAZARD.FIRE.EXIT", "severity": "03", "urgency": "normal", "note": "实为隐患"}
    act(here, corrected, "reclassify", "township_desk", **given)
    Incident.objects.filter(pk=corrected.pk).update(satisfaction="satisfied", evaluated_at=timezone.now())
    said, period = figure("incident.satisfied"), Period(day - timedelta(days=400), day)
    rows = said.rows(period)
    assert rows.count() > 1
    for code in {one.matter.class_code for one in rows.select_related("matter")} | {"APPEAL.SERVICE"}:
        kept = set(of_classes(said, [code]).rows(period))
        assert kept == set(rows.filter(matter__class_code=code)), code
    assert corrected in of_classes(said, ["HAZARD.FIRE.EXIT"]).rows(period)
    with CaptureQueriesContext(connection) as statements:
        counts_by_division([of_classes(said, ["APPEAL"])], period, ["36"], 2)
    assert "class_code" not in statements.captured_queries[0]["sql"], (
        "no matter of another class is read for it"
    )


def test_the_days_of_a_class_come_by_day_alone(past: Past) -> None:
    """A province's townships would be thousands of lines for the thirty points of one line."""
    day = timezone.localdate()
    period = Period(day - timedelta(days=400), day)
    for code in ("incident.reported", "incident.on_time", "dispute.total"):
        one = figure(code)
        kinds = ["APPEAL.SERVICE", "APPEAL.FACILITY.LAMP", "HAZARD.FIRE.EXIT", "NEIGHBOUR", "WAGES"]
        narrowed = of_classes(one, kinds)
        wanted: dict[Any, Tally] = {}
        for (_township, on), tally in counts_by_day(narrowed, period, ["36"]).items():
            wanted[on] = wanted[on] + tally if on in wanted else tally
        with CaptureQueriesContext(connection) as statements:
            found = list(days_of(narrowed, period, ["36"]))
        assert dict(found) == wanted and len(found) == len(wanted), code
        assert found or code != "incident.reported"
        assert "LEFT(" in statements.captured_queries[0]["sql"].upper()
        assert ', 9) AS "figure_key"' not in statements.captured_queries[0]["sql"]
