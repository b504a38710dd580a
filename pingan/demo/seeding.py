"""Incidents in bulk, by COPY: a year of the demo county, or a million for the benchmark.

Rows are those that the services would have written, so that every page, ``verify_timeline`` and the
constraints hold. Only the way in differs. Needs no more rights than the application has. Deterministic for
one seed and one set of places, apart from the salts and nonces of encrypted words.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from grids.models import IncidentCategory
from pingan.demo.books import Batch, Terms
from pingan.demo.copying import copy_in, reserve
from pingan.demo.lives import draw_story
from pingan.demo.rows import TABLES, incident_terms, write_story
from pingan.demo.stories import Catalogue, Category, Place, Story

BATCH = 2_000
_PAUSES = """
insert into matters_clockpause (clock_id, started_at, reason)
select id, paused_at, '等待鉴定结果' from matters_clock where matter_id = any(%s) and paused_at is not null
"""


@dataclass(frozen=True)
class Wish:
    """An incident to be seeded on purpose: where, of which class, how old, in which state."""

    place: Place
    code: str
    age: timedelta
    state: str


def catalogue() -> Catalogue:
    """Return the reportable classes in force, without those whose content is not stored."""
    rows = IncidentCategory.objects.current().filter(reportable=True, is_clue=False).order_by("code")
    return Catalogue([Category(*row) for row in rows.values_list("pk", "code", "name")])


def seed_incidents(*, places: Sequence[Place], number: int, seed: int, until: datetime, days: int) -> None:
    """Write ``number`` incidents spread over the ``days`` before ``until``."""
    classes, terms = catalogue(), incident_terms()
    for first in range(0, number, BATCH):
        seed_batch(
            places=places, classes=classes, terms=terms, first=first, number=number, seed=seed, until=until, days=days
        )  # fmt: skip


def seed_batch(
    *,
    places: Sequence[Place],
    classes: Catalogue,
    terms: Terms,
    first: int,
    number: int,
    seed: int,
    until: datetime,
    days: int,
) -> None:
    """Write the batch that begins with incident ``first`` of ``number``; batches may be written in any order."""
    draw = random.Random(f"{seed}:{first}")
    step = timedelta(days=days) / number
    stories = []
    for place in range(first, min(first + BATCH, number)):
        opened_at = until - step * (number - place - draw.random() * 0.999)
        stories.append(
            draw_story(
                draw,
                places[draw.randrange(len(places))],
                classes.draw(draw),
                opened_at=opened_at,
                until=until,
            )
        )
    write_stories(stories, terms=terms, until=until)


def seed_wishes(wishes: Iterable[Wish], *, seed: int, until: datetime) -> list[int]:
    """Write the incidents that were wished for; return their keys in the order of the wishes."""
    draw = random.Random(seed)
    classes = catalogue()
    stories = [
        draw_story(
            draw, wish.place, classes.by_code[wish.code], opened_at=until - wish.age, until=until, fate=wish.state
        )
        for wish in wishes
    ]  # fmt: skip
    return write_stories(stories, terms=incident_terms(), until=until)


@transaction.atomic
def write_stories(stories: Sequence[Story], *, terms: Terms, until: datetime) -> list[int]:
    """Write stories in one transaction; return their keys."""
    entries = sum(len(story.steps) for story in stories)
    pks = reserve("pg_get_serial_sequence('matters_matter', 'id')", len(stories))
    serials = reserve("'matters_number'", len(stories))
    entry_ids = iter(reserve("pg_get_serial_sequence('matters_timelineentry', 'id')", entries))
    batch = Batch(TABLES)
    standing = [
        pk
        for story, pk, serial in zip(stories, pks, serials, strict=True)
        if write_story(batch, story, pk=pk, serial=serial, entry_ids=entry_ids, terms=terms, until=until)
    ]
    copy_in(batch)
    with connection.cursor() as cursor:
        cursor.execute(_PAUSES, [standing])
    return pks
