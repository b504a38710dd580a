"""Units that an incident may go to."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from pingan.org.models import Organ

#: Kinds of organ that never handle incidents of others.
_NOT_HANDLERS = ("coordinating_office", "governance_center")


def units_for(region_code: str, on: date | None = None) -> QuerySet[Organ]:
    """Return the units of the division's village, township and county that may be given a task.

    County departments and their dispatched agencies, the township's own offices, the committee of the
    village. Other villages' committees and other counties' departments are left out.
    """
    day = on or timezone.localdate()
    county, township, village = region_code[:6], region_code[:9], region_code
    places = [f"{county}000000", f"{township}000", village]
    return (
        Organ.objects.filter(region__code__in=places)
        .exclude(kind__in=_NOT_HANDLERS)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .select_related("region")
        .order_by("-region__level", "name_pinyin", "pk")
    )
