"""Monthly tables: each book of records by place, class and result. Every number is the count of a list.

A table is made when it is asked for, out of the records as they stand; what was corrected since shows. Nothing is
typed for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from grids.queries.grids import grids_visible
from grids.queries.ledger_books import MatterBook, matter_books_for
from grids.rules.ledger import Span
from grids.rules.monthly import Counts, shown_classes, sum_of
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of

_COLUMNS = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}


@dataclass(frozen=True)
class MonthlyPlace:
    """One line: a place with its counts. ``place`` are the filters that it adds to a list. ``is_rest``: no place of its
    own, but what lies in none of the others.
    """

    name: str
    code: str
    place: Mapping[str, str]
    counts: Counts
    is_rest: bool = False


@dataclass(frozen=True)
class BookTable:
    """One book in a division: its classes, its places (the last may be the rest), and the whole."""

    book: MatterBook
    classes: tuple[tuple[str, Any], ...]
    places: tuple[MonthlyPlace, ...]
    total: MonthlyPlace


@dataclass(frozen=True)
class MonthlyTable:
    """All books of a division in a span. ``made_at``: the moment as of which everything is said."""

    region: Region
    path: tuple[Region, ...]
    span: Span
    made_at: datetime
    tables: tuple[BookTable, ...]


@dataclass(frozen=True)
class _Ground:
    """The places of a division: name, code and filters of each, the keys that count into it, the column grouped by."""

    column: str
    places: tuple[tuple[str, str, Mapping[str, str], Any], ...]


def _ground(actor: Actor, region: Region, on: date) -> _Ground:
    if region.level >= 5:
        grids = grids_visible(actor, on).filter(region__code__in=covered_prefixes(region, on))
        return _Ground(
            "grid_id",
            tuple((grid.name, grid.code, {"grid": str(grid.pk)}, frozenset((grid.pk,))) for grid in grids),
        )
    children = list(children_of(region, on=on).order_by("code"))
    prefixes = prefixes_of(children, on)
    own = CODE_WIDTH[min(region.level + 1, 5)]
    # Where a division came from elsewhere its old, longer code decides; else the short column is enough.
    width = max([own, *(len(prefix) for found in prefixes.values() for prefix in found)])
    return _Ground(
        _COLUMNS[width],
        tuple((child.name, child.code, {"region": child.code}, prefixes[child.pk]) for child in children),
    )


def _holds(keys: Any, key: Any) -> bool:
    if isinstance(keys, frozenset):
        return key in keys
    return isinstance(key, str) and key.startswith(keys)


def _table(actor: Actor, book: MatterBook, region: Region, span: Span, ground: _Ground) -> BookTable:
    by_key = book.grouped(actor, {"region": region.code, **span.opened()}, ground.column)
    places = [
        MonthlyPlace(name, code, place, sum_of(counts for key, counts in by_key.items() if _holds(keys, key)))
        for name, code, place, keys in ground.places
    ]
    whole = sum_of(by_key.values())
    rest = whole - sum_of(place.counts for place in places)
    if rest.of():
        where = {"region": region.code, "unplaced": "true"}
        places.append(MonthlyPlace("", "", where, rest, is_rest=True))
    total = MonthlyPlace(region.name, region.code, {"region": region.code}, whole)
    classes = tuple(shown_classes(book.classes(), whole, always=book.always))
    return BookTable(book, classes, tuple(places), total)


def monthly_table(actor: Actor, *, code: str = "", span: Span, now: datetime | None = None) -> MonthlyTable:
    """Return the tables of a division (blank: the post's own) for records opened in a span, as they stand now.

    Raises:
        NotFound: no such division today, or outside the area of the post.

    """
    moment = now or timezone.now()
    region = region_for(actor, code)
    today = timezone.localdate(moment)
    ground = _ground(actor, region, today)
    tables = tuple(_table(actor, book, region, span, ground) for book in matter_books_for(actor))
    path = tuple(step for step in path_to(region) if actor.covers(step.code))
    return MonthlyTable(region, path, span, moment, tables)
