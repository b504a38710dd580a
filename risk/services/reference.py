"""Where the terms and numbers that the product ships for risk stand, and loading its methods of assessment."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from grids.services.catalogue import Loaded, load_rows
from risk.models import AssessmentMethod

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
#: Columns of the file that are numbers, as the table keeps them.
_BOUNDS = ("negligible_below", "small_to", "moderate_to", "large_to", "medium_from", "high_above")
_PLACES = Decimal("0.0001")


def _methods() -> Iterator[AssessmentMethod]:
    with (REFERENCE / "assessment_methods.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            bounds = {name: Decimal(line[name]).quantize(_PLACES) for name in _BOUNDS}
            words = {name: line[name] for name in ("code", "name", "source", "confidence")}
            yield AssessmentMethod(**words, **bounds)


@transaction.atomic
def load_methods() -> Loaded:
    """Load ``assessment_methods.csv``, the ways to score a decision; a second run changes nothing."""
    return load_rows(_methods(), ("code",))
