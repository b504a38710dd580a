"""How many people live in an area, as the grids count them (Article 15)."""

from __future__ import annotations

from django.db.models import Sum
from django.db.models.functions import Left
from django.utils import timezone

from grids.models import Grid


def residents_by_township(prefix: str) -> dict[str, int]:
    """Return the resident population of the grids in force by the first nine digits of their division's code.

    A township whose grids tell no number is missing: not counted is not nobody.
    """
    rows = Grid.objects.filter(
        Grid.in_force_q(timezone.localdate()),
        region__code__startswith=prefix,
        resident_population__isnull=False,
    )
    counted = rows.order_by().annotate(township=Left("region__code", 9)).values("township")
    return {row["township"]: row["people"] for row in counted.annotate(people=Sum("resident_population"))}
