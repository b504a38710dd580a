"""Loading the types of dispute that the product ships. Idempotent; rows are never deleted."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from disputes.models import DisputeType

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
def load_types() -> int:
    """Load ``dispute_types.csv``; a type that left the file is retired, not deleted. Return how many are in use."""
    with (REFERENCE / "dispute_types.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for position, line in enumerate(lines, start=1):
        values = {
            "name": line["name"],
            "name_en": line["name_en"],
            "statistic_code": line["statistic_code"],
            "pre_check": line["pre_check"],
            "position": position,
            "is_active": True,
            "source": line["source"],
        }
        DisputeType.objects.update_or_create(code=line["code"], defaults=values)
    DisputeType.objects.exclude(code__in=[line["code"] for line in lines]).update(is_active=False)
    return len(lines)
