"""Loading the product's example schemes: drafts of the province, which its office checks and publishes (Article 57)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.models import AssessmentScheme, Indicator
from assessment.services.scheme_data import GRADES, IndicatorData, fill_indicator
from assessment.services.schemes import title_of
from grids.services.catalogue import Loaded
from pingan.org.models import Region

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
_NUMBERS = ("weight", "weight_low", "weight_high")


@transaction.atomic
def load_schemes(year: int | None = None) -> Loaded:
    """Load ``schemes.json`` as drafts of the province for a year (default: this one); what is there stays as it is.

    They come as drafts, since nobody but the province's body says what holds: every number of them is an example
    with its source. Without a year nothing is loaded for an audience that has a scheme of any year.
    """
    province = Region.objects.in_force().filter(level=1).first()
    if province is None:
        return Loaded(0, 0, 0)
    added = kept = 0
    for one in json.loads((REFERENCE / "schemes.json").read_text(encoding="utf-8")):
        rows = AssessmentScheme.objects.filter(region=province, audience=one["audience"])
        if (rows if year is None else rows.filter(year=year)).exists():
            kept += 1
            continue
        _load(province, year or timezone.localdate().year, one)
        added += 1
    return Loaded(added, 0, kept)


def _load(province: Region, year: int, one: dict[str, Any]) -> None:
    scheme = AssessmentScheme.objects.create(
        region=province, year=year, audience=one["audience"], title=title_of(province, year, one["audience"]),
        own_share=Decimal(one["own_share"]), quota=Decimal(one["quota"]), few=one["few"],
        objection_days=one["objection_days"], basis=one["basis"], confidence=one["confidence"],
        grades=[list(grade) for grade in GRADES],
    )  # fmt: skip
    made: dict[str, Indicator] = {}
    for line in one["indicators"]:
        numbers = {name: Decimal(line[name]) for name in _NUMBERS if name in line}
        row = Indicator(scheme=scheme)
        fill_indicator(row, IndicatorData(**{**line, **numbers}), made)
        row.save()
        made[row.code] = row
