"""Emptying the database behind a test that commits: only what was filled.

Django truncates every table and makes the rows of permissions and content types anew: two thirds of a second for each of
some hundreds of tests, most of it for tables that nobody has touched.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final

from django.db import OperationalError, connections, transaction
from django.test import TransactionTestCase
from psycopg.errors import DeadlockDetected

#: The same rows in every database of the run: Django makes them after the migrations, and so do their tests.
KEPT = frozenset({"django_content_type", "auth_permission"})
#: A thread of the test's server that still reads takes its tables in another order, and the two may wait for each other:
#: PostgreSQL then ends one of them. That one's statement is done with when the other has let go.
TRIES: Final = 5


def empty_what_was_filled(alias: str) -> list[str]:
    """Delete all rows of all tables, and return the names of those that held any."""
    connection = connections[alias]
    names = [
        name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT
    ]
    quoted = {name: connection.ops.quote_name(name) for name in names}
    block: AbstractContextManager[Any] = transaction.atomic(using=alias)
    with block, connection.cursor() as cursor:
        # As TRUNCATE does: whoever still writes (a server's thread, a job) comes to its end first.
        cursor.execute(f"LOCK TABLE {', '.join(quoted.values())} IN ACCESS EXCLUSIVE MODE")
        # Neither the order of foreign keys nor the triggers of the books count: everything goes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        filled: list[str] = []
        # Triggers that are always on write down what is deleted: what they filled goes in the next round.
        while found := _filled(cursor, quoted):
            filled += found
            for name in found:
                cursor.execute(f"DELETE FROM {quoted[name]}")
    return list(dict.fromkeys(filled))


def _filled(cursor: Any, quoted: dict[str, str]) -> list[str]:
    cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {name})" for name in quoted.values()))
    return [name for name, is_filled in zip(quoted, cursor.fetchone(), strict=True) if is_filled]


def empty(alias: str) -> None:
    """Empty a database; where somebody who still reads is in the way, once more."""
    for tried in range(1, TRIES + 1):
        try:
            empty_what_was_filled(alias)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected) or tried == TRIES:
                raise
        else:
            return


def _teardown(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        empty(alias)


def install() -> None:
    """Let every test that commits end so."""
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[attr-defined, method-assign]
