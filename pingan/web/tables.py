"""Long lists: keyset paging over any order, counts that stop in time, columns that a user chooses.

A page of a list costs one query whatever its depth, and never counts a million rows.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from pingan.access.policy import value_at
from pingan.web.keyset import after, turned

#: Rows of one page.
SIZE = 50
#: Where counting stops; beyond it a list says "1000+".
COUNTED = 1000


class PageRows(Protocol):
    """What a page is cut out of: a queryset, or whatever narrows, sorts and is read from its start as one."""

    model: Any

    def filter(self, *conditions: Any, **named: Any) -> Self:
        """Narrow the rows."""
        ...

    def order_by(self, *order: str) -> Self:
        """Sort the rows."""
        ...

    def __getitem__(self, piece: slice, /) -> Iterable[Any]:
        """Return the first rows."""
        ...


@dataclass(frozen=True)
class Column:
    """One column of a list: stable ``key``, ``label``, and the name of its order ("" cannot be sorted)."""

    key: str
    label: Any
    sort: str = ""
    is_number: bool = False
    is_usual: bool = True
    """False: shown only to users who asked for it."""


@dataclass(frozen=True)
class Slice:
    """One page of rows and the cursors of its neighbours (None at the ends)."""

    rows: list[Any]
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Count:
    """How many rows there are; ``is_exact`` False: more than ``value``."""

    value: int
    is_exact: bool = True

    def __str__(self) -> str:
        """Show ``1000+`` where counting stopped."""
        return f"{self.value:,}" if self.is_exact else f"{self.value:,}+"


def chosen_columns(known: Sequence[Column], wanted: Iterable[str]) -> list[Column]:
    """Return the columns in the user's order; unknown keys are passed over, none left means the usual ones."""
    by_key = {column.key: column for column in known}
    chosen = [by_key[key] for key in dict.fromkeys(wanted) if key in by_key]
    return chosen or [column for column in known if column.is_usual]


def bounded_count(rows: QuerySet[Any], most: int = COUNTED) -> Count:
    """Count at most ``most`` rows; one query that stops early."""
    found = rows.order_by().values("pk")[: most + 1].count()
    return Count(min(found, most), found <= most)


def _cursor(row: Any, order: Sequence[str], direction: str) -> str:
    names = [name.removeprefix("-") for name in order]
    values = [row[name] if isinstance(row, dict) else value_at(row, name) for name in names]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    packed = json.dumps([direction, plain], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> tuple[str, list[Any]] | None:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        direction, values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, TypeError):
        return None
    is_sound = direction in {"n", "p"} and isinstance(values, list) and len(values) == length
    plain = is_sound and all(value is None or isinstance(value, str | int) for value in values)
    if not plain or any(isinstance(value, str) and "\0" in value for value in values):
        return None
    if any(isinstance(value, int) and abs(value) >= 2**63 for value in values):
        return None
    return direction, values


def page_of(rows: PageRows, *, order: Sequence[str], cursor: str, size: int = SIZE) -> Slice:
    """Cut one page out of a list. ``order`` ends with the key, so that it is total.

    A cursor that cannot be read starts from the beginning: it came from an address, not from a form.
    """
    read = _read(cursor, len(order)) if cursor else None
    if read is not None:
        try:
            return _cut(rows, order, read, size)
        except (ValidationError, ValueError, TypeError):
            read = None
    return _cut(rows, order, None, size)


def _cut(rows: PageRows, order: Sequence[str], read: tuple[str, list[Any]] | None, size: int) -> Slice:
    is_back = read is not None and read[0] == "p"
    directed = turned(order) if is_back else tuple(order)
    if read is not None:
        rows = rows.filter(after(rows.model, directed, read[1]))
    found = list(rows.order_by(*directed)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Slice([], None, None)
    has_previous = has_more if is_back else read is not None
    has_next = True if is_back else has_more
    return Slice(
        found,
        _cursor(found[0], order, "p") if has_previous else None,
        _cursor(found[-1], order, "n") if has_next else None,
    )


def address(query: QueryDict, **changes: str | None) -> str:
    """Return ``?…`` with some parameters replaced (None removes one) and without the cursor."""
    changed = query.copy()
    changed.pop("cursor", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"


def plain_query(query: QueryDict, *, known: Iterable[str]) -> dict[str, list[str]]:
    """Return the parameters of an address that a list knows, bounded, ready to be stored."""
    names = set(known)
    kept: Mapping[str, list[str]] = {
        name: [value[:200] for value in values if value][:40]
        for name, values in query.lists()
        if name in names
    }
    return {name: values for name, values in kept.items() if values}
