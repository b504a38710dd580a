"""The notice of rights of a failed mediation: the ways of each type of dispute with their time bars (domain.md §4.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from disputes.models import Dispute, DisputeType
from disputes.models.choices import ChannelKind
from disputes.rules.channels import next_channels
from disputes.rules.wording import numeral
from grids.models import TimeLimit
from tests.factories.disputes import act, given_dispute
from tests.factories.world import Place

pytestmark = pytest.mark.django_db

#: Type -> the ways in their order: name, and what its line says of its time bar.
WAYS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "LABOR": [
        ("劳动仲裁", ("1年内", "《劳动争议调解仲裁法》第二十七条")),
        ("诉讼", ("须先经劳动仲裁", "自收到裁决书之日起15日内", "《劳动争议调解仲裁法》第五十条")),
    ],
    "WAGES": [
        ("劳动仲裁", ("1年内", "因拖欠劳动报酬发生争议的，不受此限")),
        ("诉讼", ("须先经劳动仲裁", "15日内")),
    ],
    "FOREST_LAND": [
        ("农村土地承包仲裁", ("2年内", "《农村土地承包经营纠纷调解仲裁法》第十八条")),
        ("诉讼", ("3年内", "《民法典》（2020）第一百八十八条", "自收到裁决书之日起30日内")),
        ("行政裁决", ("没有规定统一的提出期限",)),
    ],
    "EXPROPRIATION": [
        ("行政复议", ("60日内", "《行政复议法》（2023）第二十条")),
        ("诉讼", ("6个月内", "《行政诉讼法》（2017）第四十六条", "收到复议决定书之日起15日内")),
        ("行政裁决", ("没有规定统一的提出期限",)),
    ],
    "CONTRACT": [
        ("诉讼", ("3年内", "《民法典》（2020）第一百八十八条")),
        ("商事仲裁", ("3年内", "《民法典》（2020）第一百九十八条", "须双方订有仲裁协议")),
    ],
    "MARRIAGE_FAMILY": [("诉讼", ("3年内", "身份关系的诉讼不适用诉讼时效"))],
    "NEIGHBOUR": [("诉讼", ("3年内", "排除妨碍、消除危险的，不适用诉讼时效"))],
}


def lines_of(dispute: Dispute) -> list[str]:
    paper = dispute.papers.select_related("document").get(kind="mediation_end")
    return str(paper.document.data["channels"]).split("\n")


@pytest.mark.parametrize("code", WAYS)
def test_the_notice_names_each_way_of_its_type_with_its_bar_and_source(here: Place, code: str) -> None:
    lines, ways = lines_of(given_dispute(here, "unresolved", type=code)), WAYS[code]
    assert len(lines) == len(ways)
    for place, (line, (name, words)) in enumerate(zip(lines, ways, strict=True), start=1):
        mark = f"（{numeral(place)}）" if len(ways) > 1 else ""
        assert line.startswith(f"{mark}{name}：")
        for word in words:
            assert word in line, (word, line)


def test_the_day_counts_from_when_the_dispute_began_and_not_from_its_registration(here: Place) -> None:
    dispute = given_dispute(here, "mediating", type="LABOR")
    Dispute.objects.filter(pk=dispute.pk).update(occurred_on=date(2024, 10, 3))
    dispute = act(here, dispute, "fail", "mediator", note="无法达成一致")
    # The corresponding day of 2025 is off until the 8th.
    assert "（2024年10月3日）计算至2025年10月9日止" in lines_of(dispute)[0]
    # An award has not been made: nobody can name the day.
    assert "止，以受理机关认定为准" not in lines_of(dispute)[1]


def test_another_version_of_a_term_is_told_from_its_day(here: Place) -> None:
    TimeLimit.objects.in_force(timezone.localdate()).filter(stage="labor_apply").update(
        amount=2, source="《示例规定》第九条"
    )
    line = lines_of(given_dispute(here, "unresolved", type="LABOR"))[0]
    assert "2年内" in line and "《示例规定》第九条" in line


def test_every_bar_of_every_type_is_a_row_with_a_source(here: Place) -> None:
    rows = dict(TimeLimit.objects.in_force(timezone.localdate()).values_list("stage", "source"))
    types = DisputeType.objects.values_list("code", flat=True)
    assert len(types) > len(WAYS)
    for code in types:
        for way in next_channels(code):
            assert way.kind in ChannelKind.values and way.kind != ChannelKind.NOTARIZATION
            assert all(rows[bar.stage] for bar in way.bars), code
            # Only where sectoral laws differ is no general bar set.
            assert way.bars or way.kind == ChannelKind.ADMIN_ADJUDICATION, code
