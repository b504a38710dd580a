"""Register and statistics through their doors: who sees which rows, what opens what, what leaves the house."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from pingan.audit.models import AuditEntry
from tests.factories.disputes import APPLICANT, RESPONDENT, given_dispute, given_registration
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
REGISTER, STATISTICS = "disputes:dispute_registers", "disputes:dispute_statistics"


def numbers(client: Any, **query: str) -> list[str]:
    answer = client.get(reverse(REGISTER), query)
    assert answer.status_code == 200
    return [row["values"]["number"] for row in answer.context["rows"]]


def test_a_line_shows_the_dispute_and_no_name(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    client = here.client("township_desk")
    page = client.get(reverse(REGISTER)).content.decode()
    for words in (dispute.matter.number, dispute.case_number, "申请人甲", "被申请人甲", "1,200.00"):
        assert words in page
    assert here.committee.organ.name in page
    for secret in (APPLICANT.name, RESPONDENT.name, APPLICANT.phone, RESPONDENT.identity_number):
        assert secret not in page


def test_a_dispute_of_the_early_morning_is_shown_on_its_own_day(here: Place) -> None:
    """07:59 in Ganzhou is the evening before in UTC."""
    dispute = given_registration(here)
    opened = timezone.localtime().replace(hour=7, minute=59) - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        type(dispute.matter).objects.filter(pk=dispute.pk).update(opened_at=opened)
        cursor.execute("set local session_replication_role = origin")
    page = (
        here.client("township_desk").get(reverse(REGISTER), {"since": f"{opened:%Y-%m-%d}"}).content.decode()
    )
    assert (
        f"{opened.year}年{opened.month}月{opened.day}日" in page and f'datetime="{opened:%Y-%m-%d}"' in page
    )


def test_everybody_sees_the_rows_of_the_own_scope(world: World) -> None:
    here = world.here
    one, other = given_registration(here), given_registration(world.neighbour)
    closed = given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    mine, theirs, hidden = one.matter.number, other.matter.number, closed.matter.number
    assert set(numbers(here.client("county_dispatcher"))) == {mine, theirs}
    assert set(numbers(here.client("township_desk"))) == {mine, hidden}
    assert numbers(here.client("grid_worker")) == [mine]
    assert numbers(world.far.client("county_dispatcher")) == []
    assert numbers(here.client("unit_handler")) == []


def test_filters_narrow_and_a_wrong_one_is_named(here: Place) -> None:
    labour = given_registration(here, type="WAGES")
    given_registration(here)
    client = here.client("township_desk")
    assert numbers(client, type="WAGES") == [labour.matter.number]
    assert numbers(client, line="LABOR") == [labour.matter.number]
    assert numbers(client, state="closed") == []
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert numbers(client, since=tomorrow) == []
    assert len(numbers(client, until=timezone.localdate().isoformat(), region=here.village.code)) == 2
    answer = client.get(reverse(REGISTER), {"type": "NONSENSE", "since": "yesterday"})
    assert answer.status_code == 200
    assert len(answer.context["found"].errors) == 2
    assert not answer.context["rows"]


def test_without_any_day_it_is_the_register_of_this_year(here: Place) -> None:
    given_registration(here)
    form = here.client("township_desk").get(reverse(REGISTER)).context["found"].filters.form
    assert form["since"].value() == f"{timezone.localdate().year}-01-01"
    assert len(numbers(here.client("township_desk"), until=timezone.localdate().isoformat())) == 1


def test_restricted_disputes_are_counted_and_not_listed(here: Place) -> None:
    for _count in range(10):
        given_registration(here)
    given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    client = here.client("county_dispatcher")
    answer = client.get(reverse(REGISTER), {"figure": "total"})
    assert (answer.context["total"], answer.context["not_listed"]) == (10, 1)
    assert client.get(reverse(REGISTER), {"line": "NEIGHBOUR"}).context["not_listed"] == 0
    table = client.get(reverse(STATISTICS)).context
    lines = [line["cells"][0].text for line in table["lines"]]
    assert (sorted(filter(int, lines)), table["total"][0].text) == (["1", "10"], "11")
    # Other types have none: it may be of one of those.
    assert lines[-1] == "1"
    # Only the number of disputes holds it: nothing tells how it came, how it ended, or in which village it is.
    for query in ({"figure": "outcome_mediated"}, {"state": "accepted"}, {"region": here.village.code}):
        assert client.get(reverse(REGISTER), query).context["not_listed"] == 0
    assert {cell.text for cell in table["total"][1:4]} == {"10", "0"}
    assert here.client("township_desk").get(reverse(REGISTER)).context["not_listed"] == 0
    assert here.client("grid_worker").get(reverse(REGISTER)).context["not_listed"] == 0


def test_any_days_can_be_asked_for_without_finding_the_restricted_one(here: Place) -> None:
    """A span tells of it where it holds all that it is told apart among: whole months, of at least ten."""
    for _count in range(10):
        given_registration(here)
    given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    client, today = here.client("county_dispatcher"), timezone.localdate()
    tomorrow = today + timedelta(days=1)

    def told(**query: object) -> int:
        found = client.get(reverse(REGISTER), {name: str(value) for name, value in query.items()})
        assert not found.context["found"].errors
        return int(found.context["not_listed"])

    first = today.replace(day=1)
    assert told(since=first) == told(since=first, until=today) == told(until=tomorrow) == 1
    assert told(since=first + timedelta(days=1)) == told(since=f"{first}T00:00:01") == 0
    assert told(until=today - timedelta(days=1)) == told(since=tomorrow) == told(since="9999-12-31") == 0
    assert told(until="0001-01-01") == 0 and told(since="0001-01-01") == 1


def test_a_restricted_dispute_is_in_no_number_under_ten(here: Place) -> None:
    given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    given_registration(here)
    outsider = here.client("county_dispatcher").get(reverse(STATISTICS))
    assert outsider.context["total"][0].text == "1"
    assert here.client("township_desk").get(reverse(STATISTICS)).context["total"][0].text == "2"
    named = here.client("county_dispatcher").get(reverse(REGISTER))
    assert named.context["not_listed"] == 0


def links(answer: Any) -> Iterator[tuple[str, str]]:
    rows = [line["cells"] for line in answer.context["lines"]] + [answer.context["total"]]
    for cells in rows:
        yield from ((cell.text, cell.url) for cell in cells if cell.url)


@pytest.mark.parametrize("by", ["type", "area"])
@pytest.mark.parametrize("table", ["results", "channels", "risks"])
def test_every_number_opens_a_register_of_as_many(here: Place, by: str, table: str) -> None:
    given_dispute(here, "performing", flags=("threat",))
    given_dispute(here, "resolved", type="WAGES")
    given_dispute(here, "rejected")
    client = here.client("county_dispatcher")
    answer = client.get(reverse(STATISTICS), {"by": by, "table": table})
    found = list(links(answer))
    assert found
    for text, url in found:
        opened = client.get(url)
        assert not opened.context["found"].errors
        unit_is_count = text.split(" ")[0].isdigit()
        assert (
            opened.context["total"] == int(text.split(" ")[0]) if unit_is_count else opened.context["total"]
        )


def test_areas_are_opened_down_to_the_village_and_none_outside(world: World) -> None:
    client = world.here.client("county_dispatcher")
    given_registration(world.here)
    answer = client.get(reverse(STATISTICS), {"by": "area"})
    down = next(line["url"] for line in answer.context["lines"] if line["label"] == world.here.township.name)
    assert world.here.village.name in client.get(down).content.decode()
    assert client.get(reverse(STATISTICS), {"region": world.far.county.code}).status_code == 404
    for role in ("grid_worker", "mediator", "unit_handler"):
        assert world.here.client(role).get(reverse(STATISTICS)).status_code == 403
    bad = client.get(reverse(STATISTICS), {"period": "nonsense", "table": "x", "by": "y"})
    assert bad.status_code == 200


def test_the_register_leaves_the_house_with_purpose_and_log(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    client, address = here.client("township_desk"), reverse("disputes:register_export")
    assert client.post(address, {"format": "csv", "columns": "all", "purpose": ""}).status_code == 422
    answer = client.post(address, {"format": "csv", "columns": "all", "purpose": "月报核对"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert dispute.matter.number in text and "申请人甲、被申请人甲" in text and "1200.00" in text
    assert APPLICANT.name not in text and RESPONDENT.name not in text
    entry = AuditEntry.objects.get(action="export.csv")
    assert (entry.object_type, entry.reason, entry.data["rows"]) == ("dispute_register", "月报核对", 1)
    assert here.client("grid_worker").get(address).status_code == 403


def test_amounts_of_the_register_are_numbers_in_a_workbook(here: Place) -> None:
    given_dispute(here, "performing")
    client, address = here.client("township_desk"), reverse("disputes:register_export")
    answer: Any = client.post(address, {"format": "xlsx", "columns": "all", "purpose": "月报核对"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    place = [cell.value for cell in sheet[3]].index("协议涉及金额（元）")
    cell = sheet[4][place]
    assert (cell.data_type, cell.value, cell.number_format) == ("n", 1200, "#,##0.00")


def test_the_workbook_adds_up_by_itself(here: Place) -> None:
    given_dispute(here, "performing")
    given_registration(here, type="WAGES")
    client, address = here.client("township_desk"), reverse("disputes:statistics_export")
    assert client.post(address, {"purpose": ""}).status_code == 422
    answer = client.post(address, {"purpose": "季度上报"})
    sheet = _sheet(answer)
    assert "<f>SUM(B5:B19)</f>" in sheet and "<v>2</v>" in sheet
    assert "IFERROR(" in sheet
    entry = AuditEntry.objects.get(action="export.xlsx")
    assert (entry.object_type, entry.reason) == ("dispute_statistics", "季度上报")
    assert answer["Cache-Control"] == "no-store"
    assert here.client("community_staff").get(address).status_code == 403


@pytest.mark.parametrize("by", ["type", "area"])
@pytest.mark.parametrize("table", ["channels", "risks"])
def test_every_table_makes_a_workbook(here: Place, table: str, by: str) -> None:
    given_registration(here)
    address = f"{reverse('disputes:statistics_export')}?table={table}&by={by}&period=2026"
    assert "<f>SUM(B5:" in _sheet(here.client("county_dispatcher").post(address, {"purpose": "年度上报"}))


def test_a_restricted_dispute_under_ten_stands_in_no_workbook(here: Place) -> None:
    given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    answer = here.client("county_dispatcher").post(
        reverse("disputes:statistics_export"), {"purpose": "季度上报"}
    )
    sheet = _sheet(answer)
    shown = re.findall(r'<c r="[A-Z]+\d+" s="\d+">(?:<f>.*?</f>)?<v>(.*?)</v>', sheet)
    assert shown and set(shown) <= {"0", "0.0", ""}


def _sheet(answer: Any) -> str:
    content = b"".join(answer.streaming_content)
    with ZipFile(io.BytesIO(content)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_a_register_costs_the_same_whatever_its_length(here: Place) -> None:
    client = here.client("county_dispatcher")
    given_dispute(here, "performing")
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(REGISTER))
    for _count in range(6):
        given_registration(here)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(REGISTER))
    assert len(many) <= len(few)


def test_the_groups_of_a_table_are_columns_of_their_own(here: Place) -> None:
    answer = here.client("township_desk").get(reverse(STATISTICS), {"by": "type"})
    page, heads = answer.content.decode(), answer.context["found"].form.heads
    spans = [int(width) for width in re.findall(r'<colgroup span="(\d+)">', page)]
    assert spans == [width for _label, width in heads] and len(spans) > 1
