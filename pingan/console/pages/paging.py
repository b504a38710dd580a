"""Addresses of the neighbouring pages of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from pingan.web import tables


@dataclass(frozen=True)
class ListPage:
    """One page of rows, and the addresses of its neighbours (None at the ends)."""

    rows: list[Any]
    previous_url: str | None
    next_url: str | None


def page_of(request: HttpRequest, rows: QuerySet[Any], order: Sequence[str]) -> ListPage:
    """Cut the page that the address asks for. ``order`` is total."""
    part = tables.page_of(rows, order=order, cursor=request.GET.get("cursor", ""))
    return ListPage(part.rows, _address(request, part.previous), _address(request, part.next))


def _address(request: HttpRequest, cursor: str | None) -> str | None:
    return tables.address(request.GET, cursor=cursor) if cursor else None
