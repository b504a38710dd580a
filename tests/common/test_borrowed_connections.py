"""A borrowed connection is asked only where there is reason to doubt it, and never lent when it is dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection as django_connection
from psycopg_pool import ConnectionPool

from pingan.common.postgresql import base


@pytest.fixture
def borrowed(db: None) -> Iterator[psycopg.Connection[Any]]:
    params = django_connection.get_connection_params()
    with psycopg.connect(**params, autocommit=True) as one:
        yield one


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[psycopg.Connection[Any]]:
    """The connections that were asked, with a real answer."""
    seen: list[psycopg.Connection[Any]] = []
    ask = ConnectionPool.check_connection

    def note(connection: psycopg.Connection[Any]) -> None:
        seen.append(connection)
        ask(connection)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(note))
    return seen


def test_one_in_use_is_not_asked(borrowed: Any, asked: list[Any]) -> None:
    assert base._lives(borrowed) and base._lives(borrowed)
    assert asked == []


def test_one_that_nobody_borrowed_for_a_while_is_asked(
    borrowed: Any, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(base, "monotonic", lambda: now[0])
    assert base._lives(borrowed)
    now[0] += base.DOUBTED_AFTER + 1
    assert base._lives(borrowed)
    assert asked == [borrowed]
    assert base._lives(borrowed)
    assert asked == [borrowed]


def test_one_whose_server_ended_is_not_lent(borrowed: Any, asked: list[Any]) -> None:
    assert base._lives(borrowed)
    with django_connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [borrowed.info.backend_pid])
    assert not base._lives(borrowed)
    assert asked == [borrowed]
