"""Cursor pagination: stable under inserts, no COUNT over a million rows.

The cursor holds the sort columns of the row at the edge of the page, the primary key last, so that rows with
equal or missing values are neither skipped nor shown twice.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound as ApiNotFound
from rest_framework.pagination import CursorPagination
from rest_framework.utils.urls import replace_query_param

from pingan.web.keyset import after, column_at, turned

#: So many signs tie a bare cursor to its list.
_SEAL: Final = 8
_LONGEST_CURSOR = 2000


@dataclass(frozen=True)
class Edge:
    """The row from which a page starts: its sort values, and the direction in which to read."""

    values: tuple[Any, ...]
    is_backward: bool = False


def value_at(row: Any, path: str) -> Any:
    """Follow a ``__`` path over attributes; a missing link is None. Rows of plain values have it as it is."""
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def _total(ordering: Sequence[str]) -> tuple[str, ...]:
    """Make an order total: without the key at its end, equal rows would have no place."""
    names = [name.removeprefix("-") for name in ordering]
    if "pk" in names or "id" in names:
        return tuple(ordering)
    return (*ordering, "-pk" if ordering[0].startswith("-") else "pk")


class CursorPage(CursorPagination):
    """Fifty rows, newest first, unless the view names another ``ordering``. ``page_size`` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> Any:
        """Take the view's ``ordering`` where it has one, and make it total."""
        ordering = getattr(view, "ordering", None) or self.ordering
        return _total((ordering,) if isinstance(ordering, str) else tuple(ordering))

    page: list[Any]

    def get_page_size(self, request: Any) -> int:
        """Return how many rows were asked for, at most ``max_page_size``; the usual number where none was.

        Raises:
            ValidationError: what was asked is no number of rows, answered as 400.

        """
        asked = request.query_params.get(self.page_size_query_param, "").strip()
        if not asked:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or not asked.strip("0"):
            sentence = _("Write a whole number from 1 to %(most)d.") % {"most": self.max_page_size}
            raise serializers.ValidationError({self.page_size_query_param: [sentence]})
        return self.max_page_size if len(asked) > 6 else min(int(asked), self.max_page_size)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        """Return the rows of the page that the cursor names, and one query's worth of knowledge of more.

        Raises:
            ApiNotFound: the cursor is not one of ours, or of another order.

        """
        self.request = request
        self.base_url: str = request.build_absolute_uri()
        self.ordering = self.get_ordering(request, queryset, view)
        size = self.get_page_size(request)
        edge = self._edge(request, queryset.model)
        is_backward = edge is not None and edge.is_backward
        direction = turned(self.ordering) if is_backward else self.ordering
        rows = queryset.order_by(*direction)
        if edge is not None:
            rows = rows.filter(after(queryset.model, direction, edge.values))
        found = list(rows[: size + 1])
        has_more, found = len(found) > size, found[:size]
        self.page = found[::-1] if is_backward else found
        self.has_previous = bool(found) and (has_more if is_backward else edge is not None)
        self.has_next = bool(found) and (is_backward or has_more)
        return self.page

    def get_next_link(self) -> str | None:
        """Return the address of the page after this one."""
        return self._link(self.page[-1]) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """Return the address of the page before this one."""
        return self._link(self.page[0], is_backward=True) if self.has_previous else None

    def _link(self, row: Any, *, is_backward: bool = False) -> str:
        values = [value_at(row, name.removeprefix("-")) for name in self.ordering]
        shown = [value if value is None else str(value) for value in values]
        text = json.dumps([self._seal(), int(is_backward), shown], ensure_ascii=False, separators=(",", ":"))
        cursor = urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return replace_query_param(self.base_url, self.cursor_query_param, cursor)

    def _seal(self) -> str:
        """Return what ties a cursor to its list and order: elsewhere it would begin somewhere."""
        return sha256(f"{self.request.path} {' '.join(self.ordering)}".encode()).hexdigest()[:8]

    def _edge(self, request: Any, model: type[Model]) -> Edge | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if not encoded:
            return None
        try:
            if len(encoded) > _LONGEST_CURSOR:
                raise ValueError("too long")
            text = urlsafe_b64decode(encoded.encode("ascii") + b"=" * (-len(encoded) % 4)).decode()
            seal, direction, values = json.loads(text)
            if seal != self._seal():
                raise ValueError("of another list or order")
            return Edge(self._values(model, values), bool(direction))
        except (
            ValueError,
            TypeError,
            RecursionError,
            binascii.Error,
            ValidationError,
            OverflowError,
        ) as error:
            raise ApiNotFound(_("This page does not exist. Begin again at the first one.")) from error

    def _values(self, model: type[Model], given: Any) -> tuple[Any, ...]:
        if not isinstance(given, list) or len(given) != len(self.ordering):
            raise ValueError("another order")
        read: list[Any] = []
        for name, value in zip(self.ordering, given, strict=True):
            if value is not None and (not isinstance(value, str) or "\0" in value):
                raise ValueError("not a value")
            column = column_at(model, name.removeprefix("-"))
            read.append(value if value is None or column is None else column.to_python(value))
        return tuple(read)


def sealed_cursor(request: Any, cursor: str | None) -> str | None:
    """Return the cursor of a list that names bare cursors, tied to the address that was asked; None: the end."""
    return None if cursor is None else f"{_address_seal(request, cursor)}{cursor}"


def opened_cursor(request: Any, cursor: str) -> str:
    """Return what ``sealed_cursor`` tied, blank where none was sent.

    Raises:
        ApiNotFound: broken, or of another list.

    """
    seal, plain = cursor[:_SEAL], cursor[_SEAL:]
    if cursor and seal != _address_seal(request, plain):
        raise ApiNotFound(_("This page does not exist. Begin again at the first one."))
    return plain


def _address_seal(request: Any, cursor: str) -> str:
    return sha256(f"{request.path} {cursor}".encode("utf-8", "replace")).hexdigest()[:_SEAL]
