"""Conditions that registers and tables of disputes share: an area, a period, and what is too small to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from disputes.queries.terms import number
from disputes.rules.counts import USUALLY_BELOW
from pingan.access.rules import Actor

#: Generated columns of the matter by the length of a division's code.
COLUMNS = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}
_DAY = timedelta(days=1)


def suppress_below(actor: Actor) -> int:
    """Return among how many others restricted matters are counted at least, as it holds in the actor's own area."""
    found = number("suppress_below", actor.region_code)
    return found.count if found is not None else USUALLY_BELOW


def in_area(prefixes: Sequence[str]) -> Q:
    """Return the condition on disputes of an area; on the generated columns, so that an index can serve it."""
    condition = Q(pk__in=[])
    for prefix in prefixes:
        if len(prefix) <= 2:
            return Q()
        condition |= Q(**{f"matter__{COLUMNS[len(prefix)]}": prefix})
    return condition


def opened_within(since: date, until: date) -> Q:
    """Return the condition on disputes registered from one day to another, both included."""
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, until + _DAY))
    return Q(matter__opened_at__gte=start, matter__opened_at__lt=end)
