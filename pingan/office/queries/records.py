"""The records behind a number: as many as it counts, in one order, a page at a time.

A restricted record is counted and nothing is told of it. Its number stands among all that came in in the whole area of who
asks, over some days at least; in a list of a class, a state, a result, a place or a day it would tell just that of the
matter, so there it stands without.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.common.figures import Figure, Record, read_records, within
from pingan.common.periods import Period
from pingan.registers.queries.places import itself_q

#: What is asked for: all records, those in the numerator, those that are not.
ALL, IN, OUT = "all", "in", "out"
WHICH = (ALL, IN, OUT)
#: A list of fewer days would tell on which of them a restricted record came in.
FEWEST_DAYS: Final = 7


@dataclass(frozen=True)
class Slice:
    """A page of records; ``next`` is the place where the following one begins, None at the end."""

    rows: list[Record]
    next: str | None


def rows_behind(
    one: Figure, period: Period, prefixes: Iterable[str], which: str = ALL, *, own_code: str = ""
) -> QuerySet[Any]:
    """Return the records that a figure counts in some divisions, as rows of its own table.

    ``own_code``: those alone that belong to this division itself and to none of the places inside it.
    """
    rows = within(one, one.rows(period), prefixes)
    if own_code:
        rows = rows.filter(itself_q(own_code, one.region, timezone.localdate()))
    if which == IN and one.part is not None:
        rows = rows.filter(one.part)
    elif which == OUT and one.part is not None:
        # What cannot be said (NULL) is not in the numerator: NOT alone would lose it.
        rows = rows.exclude(pk__in=one.rows(period).filter(one.part).values("pk"))
    return rows


def is_named(one: Figure, actor: Actor, region_code: str, period: Period, *, is_own: bool = False) -> bool:
    """Say whether a list holds the numbers of restricted records (decision 82); ``is_own``: that of one line of it."""
    # Days to come hold nothing: a list "from today on" is the list of one day.
    days = (min(period.until, timezone.localdate()) - period.since).days + 1
    is_widest = region_code == actor.region_code and not is_own and days >= FEWEST_DAYS
    return one.is_intake and not one.is_narrowed and is_widest


def page_of_records(
    one: Figure, rows: QuerySet[Any], cursor: str, size: int, *, names_restricted: bool
) -> Slice:
    """Return the records behind a cursor (blank: from the start); a cursor that nobody gave starts anew.

    Sorted by key, newest first: numbers of matters rise with it, and an index serves any depth.
    """
    if cursor.isdecimal() and len(cursor) < 19:
        rows = rows.filter(**{f"{one.record}__lt": int(cursor)})
    found = list(read_records(one, rows.order_by(f"-{one.record}")[: size + 1]))
    following = str(found[size - 1].pk) if len(found) > size else None
    rows_told = [
        record if names_restricted or not record.is_restricted else replace(record, number="")
        for record in found[:size]
    ]
    return Slice(rows_told, following)
