"""What every long list of matters shares: where it stands, its active filters, its orders, its choice of columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from pingan.web.tables import Column, address, chosen_columns, plain_query


@dataclass(frozen=True)
class ListPlace:
    """One list: the name its settings are kept under, its columns and filters, and the names of its addresses."""

    name: str
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    title: Any
    list: str
    filter_fold: str
    view_save: str
    view_delete: str
    setting: str
    export: str


@dataclass(frozen=True)
class ShownRow:
    """One line of a list, ready for its template.

    ``badges`` (label, tone, icon) stand before the state, ``elsewhere`` names cells that the narrow line leaves out.
    """

    pk: int
    url: str
    title: str
    number: str
    snippet: str
    light: str
    due_at: datetime | None
    is_provisional: bool
    state_label: Any
    tone: str
    cells: list[tuple[str, Any]]
    push_url: str
    badges: tuple[tuple[Any, str, str], ...] = ()
    elsewhere: frozenset[str] = frozenset()
    is_selectable: bool = False


def without_blanks(query: QueryDict) -> QueryDict:
    """Return the address without what a form sent empty: an open filter is no filter."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        said = [str(value) for value in values if str(value).strip()]
        if said:
            kept.setlist(name, said)
    return kept


def chips_of(form: forms.Form, names: Iterable[str], query: QueryDict) -> list[dict[str, str]]:
    """Return the active filters in words, each with the address of the list without it.

    A field that knows its codes by names has a ``word_of``.
    """
    chips = []
    for name in names:
        values = [value for value in query.getlist(name) if value]
        if not values or name in {"ordering", "q"}:
            continue
        field = form.fields[name]
        words = {str(key): str(label) for key, label in getattr(field, "choices", ()) if key != ""}
        word_of = getattr(field, "word_of", str)
        text = _(", ").join(words.get(value) or word_of(value) for value in values)
        chips.append({"label": f"{field.label}: {text}", "url": address(query, **{name: None})})
    return chips


def errors_of(form: forms.Form) -> list[str]:
    """Return what a filter could not read, each after the name of its field."""
    return [f"{form.fields[name].label}: {text}" for name, texts in form.errors.items() for text in texts]


def orders_of(columns: Sequence[Column], query: QueryDict, ordering: str) -> dict[str, dict[str, str]]:
    """Return for each sortable column the address that sorts by it, and how it is sorted now."""
    orders = {}
    for column in columns:
        if not column.sort:
            continue
        directions = {column.sort: "ascending", f"-{column.sort}": "descending"}
        following = f"-{column.sort}" if ordering == column.sort else column.sort
        orders[column.key] = {
            "url": address(query, ordering=following, open=None),
            "direction": directions.get(ordering, "none"),
        }
    return orders


def column_choice(columns: Sequence[Column], wanted: Iterable[str]) -> list[tuple[Column, bool]]:
    """Return every column with whether it is shown, the shown ones first in their order."""
    shown = chosen_columns(columns, wanted)
    return [(column, True) for column in shown] + [(one, False) for one in columns if one not in shown]


def paged(request: HttpRequest, cursor: str | None) -> str | None:
    """Return the address of a neighbouring page; None: there is none."""
    return f"{address(request.GET, open=None)}&cursor={cursor}" if cursor else None


def open_row(request: HttpRequest) -> int | None:
    """Return the key of the row whose detail stands beside the list."""
    text = request.GET.get("open", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def kept_query(query: str, known: Iterable[str]) -> str:
    """Return a query string that came from a form, read and written again."""
    kept = QueryDict(mutable=True)
    for name, values in plain_query(QueryDict(query), known=known).items():
        kept.setlist(name, values)
    return kept.urlencode()


def query_of_list(request: HttpRequest) -> QueryDict:
    """Return what the address of the list around a pane says."""
    current = getattr(request, "htmx").current_url or ""  # noqa: B009 - set by django-htmx
    return QueryDict(urlsplit(current).query)


def toast(answer: HttpResponse, texts: Iterable[str]) -> None:
    """Tell the pane's message as a toast: notices would pile up over the list while one works through it."""
    answer["HX-Trigger"] = json.dumps({"toast": {"text": " ".join(texts), "tone": ""}})
