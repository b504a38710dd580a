"""Keyset paging of lists of accounts and log entries: stable under inserts, no COUNT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True)
class Slice:
    """One page of rows, and the addresses of its neighbours (None at the ends)."""

    rows: list[Any]
    previous_url: str | None
    next_url: str | None


def _url(request: HttpRequest, **cursor: Any) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in cursor.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def page_of(request: HttpRequest, rows: QuerySet[Any], *, key: str, is_descending: bool = False) -> Slice:
    """Cut one page after or before the row named in the address. ``key`` is unique and orders the rows."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    forward, backward = ("lt", "gt") if is_descending else ("gt", "lt")
    sign = "-" if is_descending else ""
    is_back = bool(before) and not after
    cursor = before if is_back else after
    if key == "pk" and cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        cursor = ""
    if cursor and "\0" not in cursor:
        rows = rows.filter(**{f"{key}__{backward if is_back else forward}": cursor})
    ordered = rows.order_by(f"{sign}{key}")
    found = list((ordered.reverse() if is_back else ordered)[: SIZE + 1])
    has_more = len(found) > SIZE
    found = found[:SIZE]
    if is_back:
        found.reverse()
    if not found:
        return Slice([], None, None)
    first, last = getattr(found[0], key), getattr(found[-1], key)
    has_previous = has_more if is_back else bool(cursor)
    has_next = bool(cursor) if is_back else has_more
    return Slice(
        found,
        _url(request, before=first) if has_previous else None,
        _url(request, after=last) if has_next else None,
    )
