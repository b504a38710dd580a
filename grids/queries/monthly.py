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

from grids.queries.ledger_books import Asked, MatterBook, RecordCount, matter_books_for, record_counts
from grids.queries.monthly_ground import Ground, ground_of
from grids.rules.ledger import Span
from grids.rules.monthly import Counts, counts_of, shown_classes, sum_of
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.queries import covered_prefixes, path_to


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
class RecordTable:
    """What was recorded besides in a division: kinds of records, places (the last may be the rest), and the whole.

    Counts stand under the key of the kind and no result. Kinds are not added to each other.
    """

    kinds: tuple[RecordCount, ...]
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
    records: RecordTable


def _table(actor: Actor, book: MatterBook, region: Region, span: Span, ground: Ground) -> BookTable:
    by_key = book.grouped(actor, {"region": region.code, **span.opened()}, ground.column)
    places, total = _placed(region, ground, by_key)
    classes = tuple(shown_classes(book.classes(), total.counts, always=book.always))
    return BookTable(book, classes, places, total)


def _placed(
    region: Region, ground: Ground, by_key: Mapping[Any, Counts]
) -> tuple[tuple[MonthlyPlace, ...], MonthlyPlace]:
    """Return the places, the rest among them where there is any, and the whole."""
    places = [
        MonthlyPlace(name, code, place, sum_of(counts for key, counts in by_key.items() if holds(key)))
        for name, code, place, holds in ground.places
    ]
    whole = sum_of(by_key.values())
    rest = whole - sum_of(place.counts for place in places)
    if rest.of():
        where = {"region": region.code, "unplaced": "true"}
        places.append(MonthlyPlace("", "", where, rest, is_rest=True))
    return tuple(places), MonthlyPlace(region.name, region.code, {"region": region.code}, whole)


def _records(actor: Actor, region: Region, span: Span, ground: Ground, on: date) -> RecordTable:
    asked = Asked(covered_prefixes(region, on), span, ground.width)
    kinds = tuple(record_counts(actor, asked))
    cells: dict[Any, list[tuple[str, str, int]]] = {}
    for kind in kinds:
        for key, number in kind.by_place.items():
            cells.setdefault(key, []).append((kind.key, "", number))
    return RecordTable(kinds, *_placed(region, ground, {key: counts_of(rows) for key, rows in cells.items()}))


def monthly_table(actor: Actor, *, code: str = "", span: Span, now: datetime | None = None) -> MonthlyTable:
    """Return the tables of a division (blank: the post's own) for records opened in a span, as they stand now.

    Raises:
        NotFound: no such division today, or outside the area of the post.

    """
    moment = now or timezone.now()
    region = region_for(actor, code)
    today = timezone.localdate(moment)
    ground = ground_of(actor, region, today)
    tables = tuple(_table(actor, book, region, span, ground) for book in matter_books_for(actor))
    path = tuple(step for step in path_to(region) if actor.covers(step.code))
    return MonthlyTable(region, path, span, moment, tables, _records(actor, region, span, ground, today))
