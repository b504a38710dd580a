"""The divisions that a field of a report may name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import region_by_code, regions_in_force, successor_of
from pingan.registers.models import RegisterReport
from pingan.registers.rules import FieldSpec

#: More in one list help nobody; a unit of the province names its counties.
MOST = 800


def divisions_for(report: RegisterReport, specs: Iterable[FieldSpec]) -> dict[str, str]:
    """Return code and name of the divisions around a unit, within the order's area; empty where no field asks."""
    if not any(spec.type == "region" for spec in specs):
        return {}
    rows = nameable_divisions(report).filter(is_virtual=False).order_by("level", "code")
    return dict(rows.values_list("code", "name")[:MOST])


def nameable_divisions(report: RegisterReport) -> QuerySet[Region]:
    """Return the divisions of today that a unit may name.

    Grids and villages name those of their township, a township its own, a county's unit its townships and villages.
    """
    code = _code_of_today(report.region_code)
    # Its own level is that of the desk which reviews it; the area is told by the code itself, whose rest is noughts.
    widths = (CODE_WIDTH[level] for level in (1, 2, 3))
    width = next((width for width in widths if not code[width:].strip("0")), CODE_WIDTH[4])
    prefix = max(code[:width], report.round.region_code, key=len)
    return regions_in_force().filter(code__startswith=prefix)


def _code_of_today(code: str) -> str:
    """Return the code of a division, or of the one that took its place: reports keep the code of their order's day."""
    if region_by_code(code) is not None:
        return code
    before = Region.objects.filter(code=code).order_by("-pk").first()
    after = successor_of(before) if before is not None else None
    return after.code if after is not None else code
