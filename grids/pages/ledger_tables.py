"""Ledger and monthly tables as tables of words: what is printed and what stands in the workbook are the same."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grids.queries.ledger import Ledger
from grids.queries.monthly import BookTable, MonthlyPlace, MonthlyTable, RecordTable
from grids.rules.ledger import LedgerEntry
from grids.rules.monthly import RESULTS
from pingan.documents.rules.reports import TablePart

#: Classes side by side on one sheet; a book with more is told apart by result alone.
MOST_CLASSES = 8


def ledger_heads() -> list[str]:
    """Return the heads of a ledger, in the order of its columns."""
    return [
        pgettext("ledger", "No."),
        _("Number"),
        _("Day"),
        _("Place"),
        pgettext("ledger", "What"),
        _("Class"),
        _("Result"),
        _("Closed on"),
        pgettext("ledger", "Reported by"),
    ]


def ledger_part(ledger: Ledger) -> TablePart:
    """Return the ledger as one table, kind of work by kind of work, its lines numbered through."""
    heads = ledger_heads()
    heads.insert(1, _("Kind of work"))
    entries = [(section.label, entry) for section in ledger.sections for entry in section.entries]
    rows = [
        [
            str(place),
            str(label),
            entry.number,
            f"{entry.on:%Y-%m-%d}",
            entry.place,
            entry.what,
            entry.sort,
            _result(entry),
            f"{entry.closed_on:%Y-%m-%d}" if entry.closed_on else "",
            entry.reporter,
        ]
        for place, (label, entry) in enumerate(entries, start=1)
    ]
    return TablePart(heads, rows, [1, 3, 5, 3, 4, 5, 3, 4, 3, 3], [0], works_words(ledger))


def _result(entry: LedgerEntry) -> str:
    if not entry.follows:
        return entry.result
    return f"{entry.result} ({_('from %(number)s') % {'number': entry.follows}})"


def works_words(ledger: Ledger) -> str:
    """Return how many entries each kind of work has, for the line above the table."""
    told = [
        _("%(work)s: %(count)d") % {"work": section.label, "count": len(section.entries)}
        for section in ledger.sections
    ]
    return _("; ").join(told)


def place_name(place: MonthlyPlace) -> str:
    """Return the name of a line; of the rest what it is."""
    return _("In none of these places") if place.is_rest else place.name


def monthly_parts(table: MonthlyTable) -> Iterator[TablePart]:
    """Yield the tables of every book: by class and result, by place and result, by place and class where they fit.

    Last what was recorded besides.
    """
    for book in table.tables:
        yield _by_class(book)
        if book.places:
            yield _by_place(book)
            if len(book.classes) <= MOST_CLASSES:
                yield _by_place_and_class(book)
    yield from _records(table.records)


def _result_heads(book: BookTable) -> list[str]:
    return [_("Came in"), *(str(RESULTS[result]) for result in book.book.results)]


def _by_class(book: BookTable) -> TablePart:
    counts, results = book.total.counts, ("", *book.book.results)
    rows = [
        [str(label), *(str(counts.of(classes=code, result=result)) for result in results)]
        for code, label in book.classes
    ]
    rows.append([_("Total"), *(str(counts.of(result=result)) for result in results)])
    caption = _("%(book)s by class") % {"book": book.book.label}
    return _numbers([_("Class"), *_result_heads(book)], rows, caption)


def _by_place(book: BookTable) -> TablePart:
    results = ("", *book.book.results)
    rows = [
        [place_name(place), *(str(place.counts.of(result=result)) for result in results)]
        for place in book.places
    ]
    rows.append([_("Total"), *(str(book.total.counts.of(result=result)) for result in results)])
    caption = _("%(book)s by place") % {"book": book.book.label}
    return _numbers([_("Place"), *_result_heads(book)], rows, caption)


def _by_place_and_class(book: BookTable) -> TablePart:
    codes = ("", *(code for code, _label in book.classes))
    rows = [
        [place_name(place), *(str(place.counts.of(classes=code)) for code in codes)] for place in book.places
    ]
    rows.append([_("Total"), *(str(book.total.counts.of(classes=code)) for code in codes)])
    caption = _("%(book)s by place and class") % {"book": book.book.label}
    heads = [_("Place"), _("Came in"), *(str(label) for _code, label in book.classes)]
    return _numbers(heads, rows, caption)


def _records(records: RecordTable) -> Iterator[TablePart]:
    """Yield what was recorded besides; more kinds than fit side by side go on in a further table."""
    for first in range(0, len(records.kinds), MOST_CLASSES):
        kinds = records.kinds[first : first + MOST_CLASSES]
        rows = [
            [name, *(str(place.counts.of(classes=kind.key)) for kind in kinds)]
            for name, place in (
                *((place_name(place), place) for place in records.places),
                (_("Total"), records.total),
            )
        ]
        heads = [_("Place"), *(str(kind.label) for kind in kinds)]
        yield _numbers(heads, rows, _("Patrols, screenings and registers by place"))


def _numbers(heads: list[str], rows: list[list[str]], caption: str) -> TablePart:
    return TablePart(heads, rows, [3, *[2] * (len(heads) - 1)], list(range(1, len(heads))), caption)
