"""A county of 21 places in which little has happened yet: two of them with many matters, most with none."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pingan.office.models import FigureCell, SummaryRun
from pingan.office.services.cells import sum_up
from pingan.org.models import Region
from tests.factories.org import given_region
from tests.factories.world import Place

NAMES = (
    "蓉江街道", "东山街道", "唐江镇", "凤岗镇", "龙岭镇", "镜坝镇", "横市镇", "龙回镇", "横寨乡", "十八塘乡", "坪市乡",
    "浮石乡", "赤土畲族乡", "麻双乡", "隆木乡", "大坪乡", "三江乡", "龙华镇", "太和工业园",
)  # fmt: skip


def given_quiet_county(place: Place, many: tuple[int, ...] = (122, 151)) -> list[Region]:
    """Return the 21 townships of a county, squares side by side; the first ones with so many incidents each."""
    made = [given_region(f"3607032{10 + at}000", name) for at, name in enumerate(NAMES)]
    places = list(Region.objects.in_force().filter(parent=place.county).order_by("code"))
    assert made
    for at, region in enumerate(places):
        west, south = 114.6 + at % 7 * 0.06, 25.5 + at // 7 * 0.06
        east, north = west + 0.06, south + 0.06
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        Region.objects.filter(pk=region.pk).update(boundary={"type": "Polygon", "coordinates": [ring]})
    day = timezone.localdate() - timedelta(days=3)
    for region, count in zip(places, many, strict=False):
        given_cell("incident.reported", region, day, count, None)
        given_cell("incident.on_time", region, day, max(count - 9, 0), max(count - 4, 0))
        given_cell("incident.reported", region, day.replace(year=day.year - 1), 12, None)
    SummaryRun.objects.update_or_create(pk=1, defaults={"fresh_at": timezone.now()})
    return places


def given_cell(figure: str, region: Region, day, part: int, whole: int | None) -> None:  # type: ignore[no-untyped-def]
    """Keep a sum of one day, with those of its county and month."""
    FigureCell.objects.update_or_create(
        figure=figure, code=region.code[:9], span="day", first_on=day, defaults={"part": part, "whole": whole}
    )
    sum_up(figure, [day], [region.code[:9]])
