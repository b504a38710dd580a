"""A county before its year is assessed: the province's two schemes, the body with its members, what can be counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessment.services.publishing import publish_scheme
from assessment.services.scheme_data import IndicatorData
from assessment.services.schemes import draft_scheme, save_indicator
from pingan.org.models import LeaderResponsibility, MemberUnit, Organ, Region
from tests.factories.org import given_body, given_organ
from tests.factories.runs import SHARE, given_toys
from tests.factories.schemes import HEADING, indicator, province_office
from tests.factories.world import World

RATIO = {"floor": "0", "target": "100"}
OWN = "100 * own.part / own.whole"
DIVISIONS = (
    indicator("D", name="矛盾纠纷化解", **HEADING),
    indicator(
        "D1", name="按期办结率", under="D", weight=Decimal(60), weight_low=Decimal(50), weight_high=Decimal(60),
        params=RATIO, expression=f"share({SHARE})",
    ),
    indicator(
        "D2", name="协议回访率", under="D", weight=Decimal(40), weight_low=Decimal(40), weight_high=Decimal(40),
        params=RATIO, source="reported", expression=OWN, needs_evidence=True,
    ),
)  # fmt: skip
UNITS = (
    indicator("U", name="成员单位履职", **HEADING),
    indicator(
        "U1", name="年度任务完成率", under="U", weight=Decimal(100), weight_low=Decimal(100), weight_high=Decimal(100),
        params=RATIO, source="reported", expression=OWN, needs_evidence=True,
    ),
)  # fmt: skip


def last_year() -> int:
    """Return the year that can be assessed today: its whole period is over."""
    return timezone.localdate().year - 1


def given_county_before_its_year(world: World) -> None:
    """Publish the province's schemes of last year; found the county's body, its members, and what is counted."""
    year, here = last_year(), world.here
    office = province_office(world)
    for audience, indicators in (("divisions", DIVISIONS), ("units", UNITS)):
        _publish(office, year, audience, indicators)
    body = given_body(here.county)
    for name in ("city_management", "housing"):
        MemberUnit.objects.create(
            body=body, organ=here.units[name], duties="履职", decision_document="康平安〔2024〕1号",
            valid_from=date(year, 1, 1),
        )  # fmt: skip
    given_toys(here.township, 9, 1, on=date(year, 6, 1))
    given_toys(world.neighbour.township, 3, 7, on=date(year, 6, 1))
    given_leading_group(world.neighbour.township, year)


def _publish(office: Any, year: int, audience: str, indicators: tuple[IndicatorData, ...]) -> None:
    row = draft_scheme(actor=office, year=year, audience=audience)
    for data in indicators:
        save_indicator(actor=office, scheme_id=row.pk, data=data)
    publish_scheme(actor=office, pk=row.pk, document=f"赣平安〔{year}〕1号")


def given_leading_group(township: Region, year: int) -> Organ:
    """Found a township's government, with who answered for it in a year (Article 7)."""
    government = given_organ(township, f"{township.name}人民政府", kind=Organ.Kind.GOVERNMENT)
    LeaderResponsibility.objects.create(
        organ=government, year=year, kind=LeaderResponsibility.Kind.PRIMARY, name="钱某某", title="乡长",
        valid_from=date(year, 1, 1),
    )  # fmt: skip
    return government
