"""Cursor pagination: stable under inserts, no COUNT over a million rows."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound as ApiNotFound
from rest_framework.pagination import CursorPagination


class CursorPage(CursorPagination):
    """Fifty rows, newest first, unless the view names another order. ``page_size`` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> Any:
        """Take the view's ``ordering`` where it has one."""
        ordering = getattr(view, "ordering", None) or self.ordering
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def decode_cursor(self, request: Any) -> Any:
        """Refuse a cursor with characters that no column could hold."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and "\x00" in cursor.position:
            raise ApiNotFound(self.invalid_cursor_message)
        return cursor
