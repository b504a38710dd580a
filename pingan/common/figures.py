"""Figures: named counts over records, each defined once, read by dashboards, statistics and assessment alike.

A figure knows its records, its numerator, its period, whose it is, and what was looked at; so one definition yields a
number for every division and unit in one statement, and the list of records behind each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Left, TruncDate
from django.utils import timezone

from pingan.common import slots
from pingan.common.periods import Period

#: A township's part of a code: what every larger division is a sum of.
TOWNSHIP_DIGITS = 9
_YES, _NO = Value(value=True), Value(value=False)


class Grain(StrEnum):
    """By what a figure is counted: the township part of the division's code, or the responsible unit."""

    TOWNSHIP = "township"
    ORGAN = "organ"


@dataclass(frozen=True)
class Figure:
    """A named count.

    ``rows`` gives the records of the denominator in a period, ``part`` the condition for the numerator; None: a plain
    count, whose numerator is all of them and whose denominator is nobody's. ``region`` is the path to the 12-digit
    code of the division, ``organ`` that to the id of the responsible unit ("": not of units). ``facts`` names what was
    looked at, with its path. ``source`` names the table of the records, so that two figures on one record share what
    is kept of it; ``url`` leads to one. ``date_rule`` says in words which day decides the period, ``article`` where it
    comes from. ``day`` is the path to that day or moment, so that a period is the sum of its days; "": the record counts as
    it stands on the last day of the period, and no days can be added up. ``is_live``: it counts what is so at this moment,
    whatever the period; nothing that is to be counted again later may rest on it.
    """

    code: str
    label: Any
    source: str
    rows: Callable[[Period], QuerySet[Any]]
    number: str
    region: str
    date_rule: Any
    part: Q | None = None
    organ: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    url: Callable[[int], str] | None = None
    article: Any = ""
    record: str = "pk"
    link: str = "pk"
    closed: str = ""
    whole_label: Any = ""
    part_label: Any = ""
    day: str = ""
    is_live: bool = False

    @property
    def is_share(self) -> bool:
        """Say whether it has a denominator."""
        return self.part is not None

    def path_of(self, grain: Grain) -> str:
        """Return the path that tells whose a record is.

        Raises:
            ValueError: the figure is not of units.

        """
        if grain is Grain.ORGAN and not self.organ:
            raise ValueError(f"{self.code} is not counted by units")
        return self.region if grain is Grain.TOWNSHIP else self.organ


@dataclass(frozen=True)
class Tally:
    """A numerator and its denominator; ``whole`` None: a plain count."""

    part: int
    whole: int | None

    def __add__(self, other: Tally) -> Tally:
        """Add two areas."""
        whole = None if self.whole is None or other.whole is None else self.whole + other.whole
        return Tally(self.part + other.part, whole)


@dataclass(frozen=True)
class Record:
    """One record behind a figure: its id, its number, whether it is in the numerator, and what was looked at.

    ``url`` leads to it (blank: nowhere). A restricted one has neither facts nor a way to it.
    """

    pk: int
    number: str
    is_part: bool
    facts: Mapping[str, Any]
    url: str = ""
    is_restricted: bool = False


@dataclass(frozen=True)
class FrozenCount:
    """One unit's number with the ids behind it: ``ids_in`` make the numerator, with ``ids_out`` the denominator.

    ``whole`` None: a plain count; ``ids_out`` is empty then. Ids ascend, so that a digest over them is stable.
    """

    key: str
    part: int
    whole: int | None
    ids_in: tuple[int, ...]
    ids_out: tuple[int, ...]


def figure(code: str) -> Figure:
    """Return a figure by its code; KeyError for one that nobody defined."""
    found = slots.figures.get(code)
    if not isinstance(found, Figure):
        raise KeyError(code)
    return found


def all_figures() -> dict[str, Figure]:
    """Return every figure by code, in the order of the slot."""
    return {code: one for code, one in slots.figures.items().items() if isinstance(one, Figure)}


def within(one: Figure, rows: QuerySet[Any], prefixes: Iterable[str]) -> QuerySet[Any]:
    """Keep the records of some divisions; no prefix at all keeps nothing."""
    area = Q(pk__in=[])
    for prefix in prefixes:
        area |= Q(**{f"{one.region}__startswith": prefix})
    return rows.filter(area)


def _grouped(
    one: Figure, period: Period, grain: Grain, prefixes: Iterable[str]
) -> QuerySet[Any, dict[str, Any]]:
    """Group what a figure counts by whose it is; what no unit answers for is left out of the grain of units."""
    rows = within(one, one.rows(period), prefixes).order_by()
    if grain is Grain.ORGAN:
        rows = rows.exclude(**{one.path_of(grain): None})
        key: Any = F(one.path_of(grain))
    else:
        key = Left(one.region, TOWNSHIP_DIGITS)
    grouped: QuerySet[Any, dict[str, Any]] = rows.annotate(figure_key=key).values("figure_key")
    return grouped


def counts(one: Figure, period: Period, grain: Grain, prefixes: Iterable[str]) -> dict[str, Tally]:
    """Count by township (nine digits) or unit (id as text) within some divisions: one statement, whatever their number."""
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = _grouped(one, period, grain, prefixes).annotate(part=part, whole=Count(one.record))
    found = grouped.values_list("figure_key", "part", "whole")
    return {str(key): Tally(part, whole if one.is_share else None) for key, part, whole in found}


def counts_by_division(one: Figure, period: Period, prefixes: Iterable[str], digits: int) -> dict[str, Tally]:
    """Count by the first ``digits`` of the division's code within some divisions, in one statement."""
    rows = within(one, one.rows(period), prefixes).order_by()
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = rows.annotate(figure_key=Left(one.region, digits)).values("figure_key")
    found = grouped.annotate(part=part, whole=Count(one.record)).values_list("figure_key", "part", "whole")
    return {key: Tally(part, whole if one.is_share else None) for key, part, whole in found if key}


def counts_by_day(one: Figure, period: Period, prefixes: Iterable[str]) -> dict[tuple[str, date], Tally]:
    """Count by township (nine digits) and day within some divisions, in one statement; days without records are left out.

    Raises:
        ValueError: the figure has no days that could be added up.

    """
    if not one.day:
        raise ValueError(f"{one.code} is not counted by days")
    rows = within(one, one.rows(period), prefixes).order_by()
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = rows.annotate(figure_key=Left(one.region, TOWNSHIP_DIGITS), figure_day=_day_of(rows, one.day))
    found = grouped.values_list("figure_key", "figure_day").annotate(part=part, whole=Count(one.record))
    return {
        (key, day): Tally(part, whole if one.is_share else None) for key, day, part, whole in found if key
    }


def _day_of(rows: QuerySet[Any], path: str) -> Any:
    """Return the expression of the day that a path leads to, in the product's zone where it is a moment."""
    field = rows.model._meta.get_field(path.split("__")[0])
    for step in path.split("__")[1:]:
        related = field.related_model
        assert related is not None  # noqa: S101 - a path goes on only over relations
        field = related._meta.get_field(step)
    return (
        TruncDate(path, tzinfo=timezone.get_default_timezone())
        if isinstance(field, DateTimeField)
        else F(path)
    )


def _is_part(one: Figure) -> Any:
    """Return the numerator as an expression that is never NULL: what cannot be said is not in it."""
    return _YES if one.part is None else Case(When(one.part, then=_YES), default=_NO)


def frozen_counts(one: Figure, period: Period, grain: Grain, prefixes: Iterable[str]) -> list[FrozenCount]:
    """Count as ``counts`` does, and name the records: still one statement. For what outlasts the records."""
    held = _is_part(one)
    grouped = _grouped(one, period, grain, prefixes).annotate(
        ids_in=ArrayAgg(one.record, filter=Q(held), order_by=one.record, default=Value([])),
        ids_out=ArrayAgg(one.record, filter=~Q(held), order_by=one.record, default=Value([])),
    )
    found = grouped.values_list("figure_key", "ids_in", "ids_out").order_by("figure_key")
    return [
        FrozenCount(
            str(key),
            len(ids_in),
            len(ids_in) + len(ids_out) if one.is_share else None,
            tuple(ids_in),
            tuple(ids_out),
        )
        for key, ids_in, ids_out in found
    ]


def sum_of(tallies: Mapping[str, Tally], prefix: str, *, is_share: bool) -> Tally:
    """Return what the townships of a division come to."""
    total = Tally(0, 0 if is_share else None)
    for key, tally in tallies.items():
        if key.startswith(prefix):
            total += tally
    return total


def records(one: Figure, period: Period, grain: Grain, key: str) -> Iterator[Record]:
    """Read the records behind a number, by their number; ``key``: a prefix of the code, or the id of a unit."""
    path = one.path_of(grain)
    rows = one.rows(period)
    rows = rows.filter(**({f"{path}__startswith": key} if grain is Grain.TOWNSHIP else {path: int(key)}))
    yield from read_records(one, rows.order_by(one.number, one.record))


def read_records(one: Figure, rows: QuerySet[Any]) -> Iterator[Record]:
    """Read rows of a figure as records, in their order; a restricted one is its number alone."""
    names = list(one.facts)
    rows = rows.annotate(figure_closed=F(one.closed) if one.closed else _NO, figure_part=_is_part(one))
    columns = (
        "figure_part",
        "figure_closed",
        one.link,
        one.record,
        one.number,
        *(one.facts[name] for name in names),
    )
    found = rows.values_list(*columns)
    # A page of a list is cut already: a cursor of the server is for what is long.
    for is_part, is_closed, link, pk, number, *facts in (
        found if rows.query.is_sliced else found.iterator(chunk_size=2_000)
    ):
        if is_closed:
            yield Record(pk, str(number), is_part, {}, is_restricted=True)
        else:
            url = one.url(link) if one.url is not None else ""
            yield Record(pk, str(number), is_part, dict(zip(names, facts, strict=True)), url)


def url_of_matter(kind: str) -> Callable[[int], str]:
    """Return what leads to a matter of a kind by its key; its app fills the slot when it is ready."""

    def url(pk: int) -> str:
        found = slots.matter_urls.get(kind)
        return found(pk) if found is not None else ""

    return url


def lasting_figures() -> dict[str, Figure]:
    """Return the figures whose past can be counted again: assessments are made of these."""
    return {code: one for code, one in all_figures().items() if not one.is_live}


def fill(figures: Iterable[Figure], *, order: int) -> None:
    """Put figures into the slot under their codes, in this order.

    Raises:
        ValueError: another figure bears the code.

    """
    for place, one in enumerate(figures):
        if slots.figures.get(one.code) not in (None, one):
            raise ValueError(f"two figures are called {one.code}")
        slots.figures.fill(one.code, one, order=order + place)


__all__ = [
    "Figure", "FrozenCount", "Grain", "Period", "Record", "Tally", "all_figures", "counts", "counts_by_day",
    "counts_by_division", "figure", "fill", "frozen_counts", "lasting_figures", "read_records", "records", "sum_of", "url_of_matter", "within",
]  # fmt: skip
