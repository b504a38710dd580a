"""Rows into tables by COPY, under numbers taken from the tables' own sequences."""

from __future__ import annotations

from django.db import connection

from pingan.demo.books import Batch


def reserve(sequence: str, count: int) -> list[int]:
    """Take numbers from a sequence, as any insert does: nobody else gets them."""
    with connection.cursor() as cursor:
        cursor.execute(f"select nextval({sequence}) from generate_series(1, %s)", [count])  # noqa: S608 - our own names
        return [row[0] for row in cursor.fetchall()]


def keys_for(table: str, count: int) -> list[int]:
    """Take primary keys of a table."""
    return reserve(f"pg_get_serial_sequence('{table}', 'id')", count)


def copy_in(batch: Batch) -> None:
    """Write all rows of a batch, in the order of its tables."""
    with connection.cursor() as cursor:
        for table, rows in batch.rows.items():
            columns = ", ".join(batch.tables[table])
            with cursor.cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
