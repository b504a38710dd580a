"""What a book of records tells a ledger and a monthly table. Apps above grids put theirs into the slot ``ledger_books``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from grids.models import Grid
from grids.rules.ledger import LedgerEntry, Span
from grids.rules.monthly import RESULT_OF_STATE, RESULTS, UNDER_WAY, Counts, counts_of, result_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.figures import url_of_matter
from pingan.common.slots import ledger_books
from pingan.matters.models import Matter, MatterLink


@dataclass(frozen=True)
class Told:
    """What only the book knows of one of its records: kind of work, sort, result and source in words."""

    work: str
    sort: str
    result: str
    source: str


@dataclass(frozen=True)
class Asked:
    """Which records a monthly table counts: those of the grids of a division in a span.

    ``prefixes`` are the beginnings of codes that lie in the division, what it succeeded included; ``width`` how long
    the beginnings are by which they are grouped, 0: by grid.
    """

    prefixes: tuple[str, ...]
    span: Span
    width: int

    def within(self, path: str) -> Q:
        """Return the condition: the code lies in the division."""
        return reduce(or_, (Q(**{f"{path}__startswith": prefix}) for prefix in self.prefixes))


@dataclass(frozen=True)
class RecordCount:
    """One column of the table of records: how many there are by beginning of a code, or by grid.

    ``list_name`` is the address of a list that shows exactly these rows under the filters ``region`` or ``grid``,
    ``since`` and ``until``; blank: there is none.
    """

    key: str
    label: Any
    by_place: Mapping[Any, int]
    list_name: str = ""


@dataclass(frozen=True)
class RecordBook:
    """Records that are no matters: ``read`` returns those of a grid in a span, as this actor may read them.

    ``is_for`` says whose business they are at all. ``count`` returns how many lines the ledgers of a division hold, in
    one grouped statement for each kind of record; None: monthly tables leave them out.
    """

    key: str
    label: Any
    read: Callable[[Actor, Grid, Span], list[LedgerEntry]]
    is_for: Callable[[Actor], bool]
    count: Callable[[Actor, Asked], list[RecordCount]] | None = None

    def entries(self, actor: Actor, grid: Grid, span: Span) -> list[LedgerEntry]:
        """Return the lines of one grid."""
        return self.read(actor, grid, span)


@dataclass(frozen=True)
class MatterBook:
    """Matters of one kind. ``filters`` is the set behind their list, so that a count and its list cannot differ.

    ``class_filter`` is the filter that narrows the list to a class, ``classes`` the names of the lines of a table,
    ``class_of`` the line of a class code. ``list_name`` names the address of the list.
    """

    key: str
    label: Any
    filters: Any
    visible: Callable[[Actor], QuerySet[Any]]
    list_name: str
    class_filter: str
    classes: Callable[[], Mapping[str, Any]]
    class_of: Callable[[], Callable[[str], str]]
    tell: Callable[[Any], Told]
    is_for: Callable[[Actor], bool]
    always: Sequence[str] = ()
    joined: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[str, ...]:
        """Return the results that a record of this book can have, in the order of a table."""
        states = dict(self.filters.base_filters["state"].extra["choices"])
        ended = {result for state, result in RESULT_OF_STATE.items() if state in states}
        return tuple(result for result in RESULTS if result == UNDER_WAY or result in ended)

    def rows(self, actor: Actor, query: Mapping[str, str]) -> QuerySet[Any]:
        """Return the visible rows under filters of their list.

        Raises:
            ValueError: a filter that the list would refuse.

        """
        data = QueryDict(mutable=True)
        data.update(query)
        found = self.filters(data, self.visible(actor), actor=actor, now=timezone.now())
        if not found.is_valid():
            raise ValueError(dict(found.errors))
        rows: QuerySet[Any] = found.qs
        return rows

    def grouped(self, actor: Actor, query: Mapping[str, str], column: str) -> dict[Any, Counts]:
        """Return the counts by a column of the matter, in one statement."""
        rows = self.rows(actor, query).select_related(None).defer(None).order_by()
        of_class, found = self.class_of(), {}
        by_place: dict[Any, list[tuple[str, str, int]]] = {}
        names = (f"matter__{column}", "matter__class_code", "matter__state")
        for place, code, state, closed, count in _grouped(rows, names):
            line = (of_class(code), result_of(state, is_closed=closed), count)
            by_place.setdefault(place, []).append(line)
        for place, lines in by_place.items():
            found[place] = counts_of(lines)
        return found

    def entries(self, actor: Actor, grid: Grid, span: Span) -> list[LedgerEntry]:
        """Return the lines of one grid. What is closed to named persons stands in no table that is filed."""
        rows = self.rows(actor, {"grid": str(grid.pk), **span.opened()})
        found = list(rows.filter(matter__is_restricted=False).select_related("matter", *self.joined)[:MOST])
        origins = _origins(actor, [row.pk for row in found])
        return [self._entry(actor, grid, row, origins.get(row.pk, "")) for row in found]

    def _entry(self, actor: Actor, grid: Grid, row: Any, follows: str) -> LedgerEntry:
        matter, told = row.matter, self.tell(row)
        words = getattr(row, "place_text", "")
        is_own = actor.user_id is not None and matter.created_by_id == actor.user_id
        return LedgerEntry(
            work=told.work,
            on=timezone.localdate(matter.opened_at),
            number=matter.number,
            place=f"{grid.name} · {words}" if words else grid.name,
            what=matter.title,
            sort=told.sort,
            result=told.result,
            closed_on=timezone.localdate(matter.closed_at) if matter.closed_at else None,
            reporter=actor.name if is_own else told.source,
            follows=follows,
            url=url_of_matter(self.key)(row.pk),
        )


#: More lines than this are no ledger that anybody files (our own choice).
MOST = 2_000


def _grouped(rows: QuerySet[Any], names: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    ended = ExpressionWrapper(Q(matter__closed_at__isnull=False), output_field=BooleanField())
    found: Iterable[tuple[Any, ...]] = (
        rows.annotate(has_ended=ended).values_list(*names, "has_ended").annotate(count=Count("pk"))
    )
    return found


def _origins(actor: Actor, keys: Sequence[int]) -> dict[int, str]:
    """Return the numbers of the matters that these came from, as far as the actor sees those."""
    links = MatterLink.objects.filter(target_id__in=keys, kind=MatterLink.Kind.REFERRED, ended_at=None)
    pairs = dict(links.values_list("target_id", "source_id"))
    seen = visible_to(Matter, actor).filter(pk__in=pairs.values()) if pairs else None
    numbers = dict(seen.values_list("pk", "number")) if seen is not None else {}
    return {target: numbers[source] for target, source in pairs.items() if source in numbers}


def books_for(actor: Actor) -> list[MatterBook | RecordBook]:
    """Return the books whose records are this post's business, in the order of the slot."""
    return [book for book in ledger_books.entries() if book.is_for(actor)]


def matter_books_for(actor: Actor) -> list[MatterBook]:
    """Return those of them that monthly tables count by class and result."""
    return [book for book in books_for(actor) if isinstance(book, MatterBook)]


def record_counts(actor: Actor, asked: Asked) -> list[RecordCount]:
    """Return how many records that are no matters there are, kind by kind; kinds without any are left out."""
    counters = [book.count for book in books_for(actor) if isinstance(book, RecordBook) and book.count]
    return [found for count in counters for found in count(actor, asked) if found.by_place]
