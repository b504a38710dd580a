"""Who writes batches at scale: one seeder per kind of matter. Each knows its places and writes any batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final, Protocol

from django.db import connection

from grids.models import Grid
from pingan.demo.books import Columns, sealed
from pingan.demo.loading import places_of
from pingan.demo.mediation.cast import tables_of
from pingan.demo.mediation.columns import TABLES as DISPUTE_TABLES
from pingan.demo.mediation.seeding import dispute_terms, draw_batch, drawer, write_disputes
from pingan.demo.rows import TABLES, incident_terms
from pingan.demo.seeding import BATCH, catalogue, seed_batch
from pingan.demo.stories import Place


class Seeder(Protocol):
    """One producer of one kind."""

    def write(self, first: int) -> int:
        """Write the batch that begins with matter ``first``; return how many matters."""


def _places() -> list[Place]:
    grids = Grid.objects.filter(is_demo=True).select_related("region")
    return places_of(grids.defer("bbox", "region__boundary").order_by("code"))


def unhurried() -> None:
    """Let this session not wait for each flush, and leave checks to the writer where it may."""
    with connection.cursor() as cursor:
        # The cluster stays durable; this session need not wait for each batch's flush.
        cursor.execute("set synchronous_commit = off")
        cursor.execute("select usesuper from pg_user where usename = current_user")
        if cursor.fetchone() == (True,):
            # What the triggers and foreign keys would check is what the writer guarantees.
            cursor.execute("set session_replication_role = replica")


class IncidentSeeder:
    """Incidents on all demo grids."""

    tables: Final = TABLES

    def __init__(self, number: int, seed: int, until: datetime, days: int) -> None:
        """Read places, classes and terms once."""
        self.places = _places()
        self.number, self.seed, self.until, self.days = number, seed, until, days
        self.classes, self.terms = catalogue(), incident_terms()
        unhurried()

    def write(self, first: int) -> int:
        """Write one batch."""
        seed_batch(
            places=self.places,
            classes=self.classes,
            terms=self.terms,
            first=first,
            number=self.number,
            seed=self.seed,
            until=self.until,
            days=self.days,
        )
        return min(BATCH, self.number - first)


class DisputeSeeder:
    """Disputes on all demo grids, at the committees of their townships."""

    tables: Final = DISPUTE_TABLES
    #: About as many people in a township's disputes as a township has disputes in a year.
    pool: Final = 3_000

    def __init__(self, number: int, seed: int, until: datetime, days: int) -> None:
        """Read places, committees, types and terms once."""
        self.places = tables_of(_places())
        self.number, self.seed, self.until, self.days = number, seed, until, days
        self.drawer, self.terms = drawer(seed, self.pool), dispute_terms()
        # Few words and people repeat a million times: each is sealed once.
        self.seal = cache(sealed)
        unhurried()

    def write(self, first: int) -> int:
        """Write one batch. Cases are numbered by place in the year: no other batch has the same."""
        stories = draw_batch(
            self.drawer, self.places, first=first, size=BATCH, number=self.number, seed=self.seed,
            until=self.until, days=self.days,
        )  # fmt: skip
        serials = iter(range(first + 1, first + len(stories) + 1))
        write_disputes(
            stories,
            terms=self.terms,
            until=self.until,
            seal=self.seal,
            case_serial=lambda organ, year: next(serials),
        )
        return len(stories)


SEEDERS: Final[Mapping[str, type[IncidentSeeder] | type[DisputeSeeder]]] = {
    "incidents": IncidentSeeder,
    "disputes": DisputeSeeder,
}


def tables_of_kind(kind: str) -> Columns:
    """Return the tables that a kind's seeder fills."""
    return SEEDERS[kind].tables
