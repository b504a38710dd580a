"""Django's PostgreSQL, whose pool lends no connection that died with the database, yet seldom asks one.

With ``CONN_HEALTH_CHECKS`` every request begins with a journey to the server, only to hear that it is there. A server
that ended has closed its end of the socket, which costs a glance. A connection that nobody borrowed for a while is
asked all the same: a host that lost its power says nothing (decision 0038).
"""

from __future__ import annotations

import select
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

#: Seconds after which a connection that nobody borrowed is asked before it is lent again.
DOUBTED_AFTER = 5.0
_lent_at: WeakKeyDictionary[psycopg.Connection[Any], float] = WeakKeyDictionary()


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection as Django sees it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Borrow a living connection.

        Raises:
            PoolTimeout: none came to be within the time that the pool gives.

        """
        connection = super().get_new_connection(conn_params)
        while self.pool is not None and not _lives(connection):
            connection.close()
            self.pool.putconn(connection)  # which has the pool make another one
            connection = super().get_new_connection(conn_params)
        return connection


def _lives(connection: psycopg.Connection[Any]) -> bool:
    now = monotonic()
    is_doubted = now - _lent_at.get(connection, now) > DOUBTED_AFTER or _has_something_to_say(connection)
    _lent_at[connection] = now
    if not is_doubted:
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.OperationalError:
        return False
    return True


def _has_something_to_say(connection: psycopg.Connection[Any]) -> bool:
    """Say whether the socket can be read though nothing was asked: its end has come, or a notice."""
    sight = select.poll()
    sight.register(connection.fileno(), select.POLLIN)
    return bool(sight.poll(0))
