"""The monthly tables of a division on the screen: every number is the count of the list that it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from grids.pages.ledger_files import monthly_note, records_note
from grids.pages.ledger_forms import month_links, span_form
from grids.pages.ledger_tables import MOST_CLASSES, place_name
from grids.policy.ledger import TABLES
from grids.queries.ledger_books import RecordCount
from grids.queries.monthly import BookTable, MonthlyPlace, MonthlyTable, monthly_table
from grids.queries.overview import FILTERS, Place, overview
from grids.rules.ledger import Span
from grids.rules.monthly import RESULT_FILTERS, RESULTS
from pingan.web.pages import Page


@dataclass(frozen=True)
class Number:
    """One number with its list. ``url`` blank: there is no list of exactly these."""

    label: Any
    value: int
    url: str


@dataclass(frozen=True)
class Row:
    """One line: a place, a class or the total. ``url`` blank: nothing lies behind its name."""

    name: Any
    url: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Shown:
    """One table on the page; the last of its rows is the total."""

    id: str
    caption: Any
    corner: Any
    heads: tuple[Any, ...]
    rows: tuple[Row, ...]
    total: Row


def _number(table: MonthlyTable, book: BookTable, place: MonthlyPlace, classes: str, result: str) -> Number:
    label = RESULTS[result] if result else _("Came in")
    query = {"tab": "all", **place.place, **table.span.opened(), **RESULT_FILTERS.get(result, {})}
    if classes:
        query[book.book.class_filter] = classes
    value = place.counts.of(classes=classes, result=result)
    return Number(label, value, f"{reverse(book.book.list_name)}?{urlencode(query)}")


def _place_row(table: MonthlyTable, place: MonthlyPlace, numbers: tuple[Number, ...]) -> Row:
    """Lead from a village or a larger place to its tables, from a grid to its ledger."""
    url = ""
    if "grid" in place.place:
        url = f"{reverse('grids:ledger')}?{urlencode({'grid': place.place['grid'], **table.span.address()})}"
    elif not place.is_rest:
        url = f"{reverse('grids:monthly_tables')}?{urlencode({'region': place.code, **table.span.address()})}"
    return Row(place_name(place), url, numbers)


def shown_tables(table: MonthlyTable, book: BookTable) -> list[Shown]:
    """Return the tables of one book: by class, by place, and by place and class where they fit side by side."""
    results, total, key = ("", *book.book.results), book.total, book.book.key

    def of(place: MonthlyPlace, classes: str = "") -> tuple[Number, ...]:
        return tuple(_number(table, book, place, classes, result) for result in results)

    heads = tuple(number.label for number in of(total))
    whole = Row(_("Total"), "", of(total))
    found = [
        Shown(
            f"{key}-classes", _("By class"), _("Class"), heads,
            tuple(Row(label, "", of(total, code)) for code, label in book.classes), whole,
        )
    ]  # fmt: skip
    if book.places:
        rows = tuple(_place_row(table, place, of(place)) for place in book.places)
        found.append(Shown(f"{key}-places", _("By place"), _("Place"), heads, rows, whole))
    if book.places and 0 < len(book.classes) <= MOST_CLASSES:
        found.append(_by_place_and_class(table, book))
    return found


def _by_place_and_class(table: MonthlyTable, book: BookTable) -> Shown:
    codes: Mapping[str, Any] = {"": _("Came in"), **dict(book.classes)}

    def of(place: MonthlyPlace) -> tuple[Number, ...]:
        found = (_number(table, book, place, code, "") for code in codes)
        return tuple(
            Number(label, one.value, one.url) for label, one in zip(codes.values(), found, strict=True)
        )

    rows = tuple(_place_row(table, place, of(place)) for place in book.places)
    whole = Row(_("Total"), "", of(book.total))
    heads = tuple(codes.values())
    return Shown(f"{book.book.key}-places-classes", _("By place and class"), _("Place"), heads, rows, whole)


def _count_of(table: MonthlyTable, kind: RecordCount, place: MonthlyPlace) -> Number:
    value, url = place.counts.of(classes=kind.key), ""
    if kind.list_name and not place.is_rest:
        url = f"{reverse(kind.list_name)}?{urlencode({**place.place, **table.span.days_of_list()})}"
    return Number(kind.label, value, url)


def shown_records(table: MonthlyTable) -> Shown | None:
    """Return the table of what was recorded besides, kind of record by kind of record; None: there was nothing."""
    records = table.records
    if not records.kinds:
        return None

    def of(place: MonthlyPlace) -> tuple[Number, ...]:
        return tuple(_count_of(table, kind, place) for kind in records.kinds)

    rows = tuple(_place_row(table, place, of(place)) for place in records.places)
    heads = tuple(kind.label for kind in records.kinds)
    return Shown("records", _("By place"), _("Place"), heads, rows, Row(_("Total"), "", of(records.total)))


class MonthlyTablesPage(Page):
    """The tables of a division, each number leading to its list."""

    duty = TABLES
    template_name = "grids/ledger/months.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = span_form(request.GET)
        span = form.span()
        table = monthly_table(self.actor, code=request.GET.get("region", "")[:12], span=span)
        seen = overview(
            self.actor, code=table.region.code, since=span.since, until=span.until, now=table.made_at
        )
        here, kept = reverse("grids:monthly_tables"), {"region": table.region.code}
        return self.render(
            {
                "table": table,
                "form": form,
                "kept": list(kept.items()),
                "span": span,
                "books": [(book.book.label, shown_tables(table, book)) for book in table.tables],
                "records": shown_records(table),
                "quality": _quality(table.span, seen.total),
                "months": month_links(here, kept, span),
                "note": monthly_note(),
                "records_note": records_note(),
                "file_url": f"{reverse('grids:monthly_file')}?{urlencode({**kept, **span.address()})}",
                "crumbs": [
                    {
                        "label": step.name,
                        "url": f"{here}?{urlencode({'region': step.code, **span.address()})}",
                    }
                    for step in table.path
                ],
            }
        )


#: What the overview says besides, in its own words: its key and its label.
_QUALITY = (
    ("overdue", _("Overdue")),
    ("solved", _("Found solved on verification")),
    ("said_solved", _("Solved, say reporters")),
    ("satisfied", _("Satisfied")),
)


def _quality(span: Span, total: Place) -> list[Number]:
    """Return what the overview by area says of the same incidents at the same moment."""
    return [
        Number(
            label,
            getattr(total.tally, key),
            f"{reverse('grids:incident_list')}?"
            f"{urlencode({'tab': 'all', **total.place, **span.opened(), **FILTERS[key]})}",
        )
        for key, label in _QUALITY
    ]


urlpatterns = [path("ledger/months/", MonthlyTablesPage.as_view(), name="monthly_tables")]
