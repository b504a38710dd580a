"""The duty list that holds in a division."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from grids.models import DutyList


def duty_list_for(region_code: str, on: date | None = None) -> DutyList | None:
    """Return the county's list of a day (default: today) with its items; None: none was published."""
    rows = DutyList.objects.in_force(on or timezone.localdate())
    return (
        rows.filter(region__code=region_code[:6].ljust(12, "0"))
        .select_related("region")
        .prefetch_related("duties", "matters")
        .first()
    )
