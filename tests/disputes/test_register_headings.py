"""What is reported upward says what it is, of when and of where; and nobody is shown another period than asked for."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from disputes.rules.periods import period_holding
from tests.factories.disputes import given_dispute
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def _book(answer: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_register_is_headed_with_unit_area_period_and_time(here: Place) -> None:
    given_dispute(here, "performing")
    sent = {"format": "xlsx", "columns": "all", "purpose": "月报核对"}
    client = here.client("township_desk")
    sheet = _book(
        client.post("/disputes/registers/export/?since=2026-01-01&until=2026-11-30", sent)
    ).worksheets[0]
    assert sheet.title == "矛盾纠纷登记台账" == sheet["A1"].value
    facts = sheet["A2"].value
    for said in (
        "填报单位：",
        "统计期：2026-01-01至2026-11-30",
        here.township.name,
        "元",
        f"{timezone.localtime():%Y-%m-%d}",
    ):
        assert said in facts, said
    assert sheet.freeze_panes == "A4"
    assert sheet["A3"].value and sheet["A4"].value


def test_other_lists_keep_their_heads_in_the_first_row_and_name_their_sheet(here: Place) -> None:
    given_dispute(here)
    sent = {"format": "xlsx", "columns": "all", "purpose": "核对"}
    sheet = _book(here.client("township_desk").post("/disputes/export/?tab=all", sent)).worksheets[0]
    assert sheet.title != "Sheet1" and sheet.freeze_panes == "A2"


def test_each_table_has_its_own_title_and_file_name(here: Place) -> None:
    client = here.client("county_dispatcher")
    titles, names = set(), set()
    for table in ("results", "channels", "risks"):
        answer: Any = client.post(
            f"/disputes/statistics/export/?table={table}&period=2026", {"purpose": "上报"}
        )
        names.add(re.sub(r"-\d{8}-\d{4}", "", unquote(answer["Content-Disposition"])))
        sheet = _book(answer).worksheets[0]
        titles.add(sheet["A1"].value)
        heads = [str(cell.value) for row in sheet["A3:Z4"] for cell in row]
        assert not [head for head in heads if head.count("人)") + head.count("人）") > 1]
    assert len(titles) == len(names) == 3
    assert all("2026" in name for name in names)


def _page(client: Client, period: str) -> str:
    return client.get("/disputes/statistics/", {"period": period}).content.decode()


def test_a_period_that_is_none_or_has_not_begun_is_refused_with_a_sentence(here: Place) -> None:
    client, month = here.client("county_dispatcher"), period_holding(timezone.localdate(), "month")
    for period in ("garbage", "1999-01", "2026-13"):
        assert "这不是统计期" in _page(client, period), period
    assert "统计期尚未开始" in _page(client, month.moved(1).code)
    refused = client.post("/disputes/statistics/export/?period=garbage", {"purpose": "上报"})
    assert refused.status_code == 422 and "这不是统计期" in refused.content.decode()
    for period in ("", month.code, "2026", "2000-01"):
        assert "notice--error" not in _page(client, period), period


def test_no_period_is_offered_that_has_not_begun(here: Place) -> None:
    client, month = here.client("county_dispatcher"), period_holding(timezone.localdate(), "month")
    assert 'rel="next"' not in _page(client, month.code) and 'rel="prev"' in _page(client, month.code)
    assert 'rel="next"' in _page(client, month.moved(-1).code)
    assert 'rel="prev"' not in _page(client, "2000-01")
