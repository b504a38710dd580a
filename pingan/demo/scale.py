"""Seeding at scale: producers beside each other, indexes and exclusion constraints laid down afterwards.

For a database that is there to be measured. One run at a time (an advisory lock). Indexes that were taken
away are written down in the database first, and the next run lays them down again if this one is killed.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from pingan.demo import producers
from pingan.demo.seeders import SEEDERS, tables_of_kind
from pingan.demo.seeding import BATCH

#: From so many matters on it pays to lay indexes down afterwards.
MANY = 100_000
#: Fewer batches than this are written sooner than a second process is ready.
ALONE = 20
_LOCK = 0x5EED
# What is taken away: name, how to drop it, how to make it. No row of the seeder's is checked by them: sessions never
# meet (``diary``), and to make the constraint checks all of them at once.
_SECONDARY = """
select i.indexrelid::regclass::text, format('drop index %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
from pg_index i where i.indrelid = any(%s::regclass[]) and not i.indisunique and not i.indisexclusion
union all
select c.conname, format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname),
  format('alter table %%s add constraint %%I %%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
from pg_constraint c where c.conrelid = any(%s::regclass[]) and c.contype = 'x'
order by 1
"""
Say = Callable[[str], None]


def seed_scale(
    *,
    number: int,
    seed: int,
    days: int = 365,
    processes: int = 2,
    kind: str = "incidents",
    say: Say = lambda line: None,
) -> None:
    """Write ``number`` incidents or disputes over all demo grids, and let the planner know.

    Raises:
        RuntimeError: another run holds the lock.

    """
    until = timezone.now()
    with _alone(), _indexes_afterwards(number, list(tables_of_kind(kind)), say):
        firsts = range(0, number, BATCH)
        began = time.monotonic()
        for done in _produce(kind, firsts, (number, seed, until, days), processes):
            spent = time.monotonic() - began
            if done % (BATCH * 10) == 0 or done == number:
                say(f"  {done:>9,} {kind}, {done / spent:,.0f} per second")
    began = time.monotonic()
    with connection.cursor() as cursor:
        # Nothing is vacuumed inside a transaction, such as a test's.
        cursor.execute("analyze" if connection.in_atomic_block else "vacuum analyze")
    say(f"  vacuum analyze: {time.monotonic() - began:.0f} s")


def _produce(
    kind: str, firsts: Sequence[int], about: tuple[int, int, datetime, int], processes: int
) -> Iterator[int]:
    done = 0
    if processes < 2 or len(firsts) < ALONE:
        seeder = SEEDERS[kind](*about)
        for first in firsts:
            done += seeder.write(first)
            yield done
        with connection.cursor() as cursor:
            cursor.execute("reset session_replication_role; reset synchronous_commit")
        return
    address = {name: connection.settings_dict[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, fresh, producers.start, (address, kind, *about)) as pool:
        try:
            for written in as_completed([pool.submit(producers.write, first) for first in firsts]):
                done += written.result()
                yield done
        except BaseException:
            # Nobody wants to wait for hundreds of batches to hear of the first that failed.
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            raise RuntimeError("another seed_scale is running on this database")
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _indexes_afterwards(number: int, tables: list[str], say: Say) -> Iterator[None]:
    """Take the secondary indexes away while many rows come in; whatever happens, lay them down again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create table if not exists seed_scale_indexes (name text primary key, definition text)"
        )
        if number > MANY:
            cursor.execute(_SECONDARY, [tables, tables])
            for name, drop, definition in cursor.fetchall():
                with transaction.atomic():
                    cursor.execute("insert into seed_scale_indexes values (%s, %s)", [name, definition])
                    cursor.execute(drop)
    try:
        yield
    finally:
        _lay_down(say)


def _lay_down(say: Say) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '512MB'")
        cursor.execute("select name, definition from seed_scale_indexes order by name")
        for name, definition in cursor.fetchall():
            began = time.monotonic()
            with transaction.atomic():
                cursor.execute(definition)
                cursor.execute("delete from seed_scale_indexes where name = %s", [name])
            say(f"  index {name}: {time.monotonic() - began:.0f} s")
        cursor.execute("drop table seed_scale_indexes")
        cursor.execute("reset maintenance_work_mem")


def as_owner() -> None:
    """Let this process's connection be the owner's: indexes are the owner's business."""
    from pingan.settings.databases import database_from_url

    owner = database_from_url(settings.DATABASE_OWNER_URL)
    connection.close()
    connection.settings_dict.update(
        {name: owner[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    )
