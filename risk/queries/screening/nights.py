"""Which nights of which counties are done, due, or being done right now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max, Min, Q, QuerySet

from pingan.common.statements import rows_of
from pingan.org.models import Region
from risk.models import ScreeningRun

_DAY = timedelta(days=1)
#: The key of the lock that a county's night holds while it is being screened.
LOCK = "hashtextextended('risk.screening:' || %s, 0)"
HELD = """
select county.code from unnest(%s::text[]) as county(code)
join pg_locks held on held.locktype = 'advisory' and held.granted and held.objsubid = 1
  and held.database = (select oid from pg_database where datname = current_database())
  and ((held.classid::bigint << 32) | held.objid::bigint) = hashtextextended('risk.screening:' || county.code, 0)
"""


def last_night(today: date) -> date:
    """Return the night that is over on a day: that of the day before."""
    return today - _DAY


def next_night(county_code: str, today: date) -> date | None:
    """Return the first night of a county that is over and not done; None: all are done.

    Every night after the first one done is due, however long nobody screened. Before that, only the last one is.
    """
    rows = ScreeningRun.objects.filter(region_code=county_code)
    done = rows.filter(state=ScreeningRun.State.FINISHED).aggregate(night=Max("night"))["night"]
    waiting = rows.filter(state=ScreeningRun.State.QUEUED).aggregate(night=Min("night"))["night"]
    last = last_night(today)
    first = done + _DAY if done is not None else min(last, waiting or last)
    return first if first <= last else None


def counties_due(today: date, prefixes: Sequence[str] = ("36",)) -> QuerySet[Region]:
    """Return the counties in force of some areas whose last night is not done, by code."""
    done = ScreeningRun.objects.filter(night__gte=last_night(today), state=ScreeningRun.State.FINISHED)
    area = Q(pk__in=[])
    for prefix in prefixes:
        area |= Q(code__startswith=prefix[:6])
    counties = Region.objects.filter(area, level=3, valid_to=None, is_virtual=False)
    return counties.exclude(code__in=done.values("region_code")).order_by("code")


def counties_at_work(codes: Sequence[str]) -> frozenset[str]:
    """Return those counties (12 digits) that a worker is screening right now; told by the lock, which dies with it."""
    return frozenset(code for (code,) in rows_of(HELD, [list(codes)])) if codes else frozenset()
