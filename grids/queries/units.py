"""Units that an incident may go to."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pingan.org.models import Organ, Region

#: Kinds of organ that never handle incidents of others.
_NOT_HANDLERS = ("coordinating_office", "governance_center")


def chain_of(region_code: str) -> dict[int, int]:
    """Return level -> key of the divisions that hold a place today, from the village up to the province.

    Follows the tree and not the digits: a village keeps its code when its township gets another one, and a
    closed division stands for the one that succeeded it.
    """
    rows = Region.objects.filter(code=region_code).select_related("parent__parent__parent__parent")
    region: Region | None = rows.order_by(F("valid_to").desc(nulls_first=True)).first()
    if region is not None and region.valid_to is not None:
        region = region.succeeded_by.order_by("pk").first() or region
    chain: dict[int, int] = {}
    while region is not None:
        chain[region.level] = region.pk
        region = region.parent
    return chain


def units_for(region_code: str, on: date | None = None) -> QuerySet[Organ]:
    """Return the units of the division's village, township and county that may be given a task.

    County departments and their dispatched agencies, the township's own offices, the committee of the
    village. Other villages' committees and other counties' departments are left out.
    """
    day = on or timezone.localdate()
    chain = chain_of(region_code)
    return (
        Organ.objects.filter(region_id__in=[chain[level] for level in (3, 4, 5) if level in chain])
        .exclude(kind__in=_NOT_HANDLERS)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .select_related("region")
        .order_by("-region__level", "name_pinyin", "pk")
    )
