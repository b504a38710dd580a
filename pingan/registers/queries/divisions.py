"""The divisions that a field of a report may name."""

from __future__ import annotations

from collections.abc import Iterable

from pingan.org.models import CODE_WIDTH
from pingan.org.queries import regions_in_force
from pingan.registers.models import RegisterReport
from pingan.registers.rules import FieldSpec

#: More in one list help nobody; a unit of the province names its counties.
MOST = 800


def divisions_for(report: RegisterReport, specs: Iterable[FieldSpec]) -> dict[str, str]:
    """Return code and name of the divisions around a unit, within the order's area; empty where no field asks."""
    if not any(spec.type == "region" for spec in specs):
        return {}
    # A grid names villages of its township, a township its own, a county department townships and villages.
    width = CODE_WIDTH[max(1, min(report.unit_level - 2, 4))]
    prefix = max(report.region_code[:width].rstrip("0"), report.round.region_code, key=len)
    rows = regions_in_force().filter(code__startswith=prefix, is_virtual=False).order_by("level", "code")
    return dict(rows.values_list("code", "name")[:MOST])
