"""Statements that are written out because every request runs them, and the rows that they return.

The ORM composes a statement anew each time, which takes it several times as long as PostgreSQL takes to run it.
That is a fair price everywhere but on the path of every request: who is this, in which post (``docs/performance.md``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from psycopg.types.datetime import TimestamptzLoader

M = TypeVar("M", bound=Model)


def fields_of(model: type[Model], *names: str, without: Sequence[str] = ()) -> tuple[str, ...]:
    """Return attribute names (``region_id``) in the order in which ``instance`` needs them; all if none is named.

    Raises:
        ValueError: a field was renamed or removed.

    """
    known = [field.attname for field in model._meta.concrete_fields]
    if unknown := {*names, *without} - set(known):
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    return tuple(name for name in known if name not in without and (not names or name in names))


def columns(model: type[Model], alias: str, fields: Sequence[str]) -> str:
    """Return the columns of a select for fields of ``model``."""
    names = {field.attname: field.column for field in model._meta.concrete_fields}
    return ", ".join(f'"{alias}"."{names[field]}"' for field in fields)


def instance(model: type[M], fields: Sequence[str], values: Sequence[Any]) -> M:
    """Return a row as an instance; what was not selected is fetched when it is asked for."""
    return model.from_db(DEFAULT_DB_ALIAS, fields, values)


def rows_of(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with its values, named or in their order, and return all its rows."""
    with connection.cursor() as cursor:
        # The same moments, in UTC: Django's own loader is Python, and took longer over a list's 200 than all the rest.
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
