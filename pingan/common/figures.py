"""Figures: named counts over records, each defined once, read by dashboards, statistics and assessment alike.

A figure knows its records, its numerator, its period, whose it is, and what was looked at; so one definition yields a
number for every division and unit in one statement, and the list of records behind each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Left

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
    whatever the period; nothing that is to be counted again later may rest on it. ``class_path`` leads to the class of a
    record in the catalogue of ``class_kind`` ("": it has none); ``is_narrowed``: of some classes alone, no sum is kept.
    ``is_intake``: every record that came in the period is counted, so that being among them says no more than that it came.
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
    class_kind: str = ""
    class_path: str = ""
    is_narrowed: bool = False
    is_intake: bool = False

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
    for prefix in widest(prefixes):
        area |= Q(**{f"{one.region}__startswith": prefix})
    return rows.filter(area)


def widest(prefixes: Iterable[str]) -> list[str]:
    """Leave out what lies within another prefix: a province need not be asked for its cities besides."""
    kept: list[str] = []
    for prefix in sorted(prefixes):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return kept


def grouped_rows(
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
    grouped = grouped_rows(one, period, grain, prefixes).annotate(part=part, whole=Count(one.record))
    found = grouped.values_list("figure_key", "part", "whole")
    return {str(key): Tally(part, whole if one.is_share else None) for key, part, whole in found}


def numerator_of(one: Figure) -> Any:
    """Return the numerator as an expression that is never NULL: what cannot be said is not in it."""
    return _YES if one.part is None else Case(When(one.part, then=_YES), default=_NO)


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
    rows = rows.annotate(figure_closed=F(one.closed) if one.closed else _NO, figure_part=numerator_of(one))
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
    "Figure", "Grain", "Period", "Record", "Tally", "all_figures", "counts", "figure", "fill",
    "lasting_figures", "read_records", "records", "sum_of", "url_of_matter", "within",
]  # fmt: skip
