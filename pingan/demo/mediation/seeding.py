"""Disputes in bulk, by COPY: a year of the demo county, or a million for the benchmark.

Rows are those that the services would have written, so that every page, ``verify_timeline`` and the constraints hold;
papers alone are left out, since each is typeset. Needs no more rights than the application has.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from disputes.models import DisputeType
from disputes.queries.terms import level_numbers
from disputes.rules.stages import STAGES
from grids.queries.limits import time_limit_for
from pingan.demo.books import Batch, Seal, Terms, sealed
from pingan.demo.copying import copy_in, keys_for, reserve
from pingan.demo.mediation.columns import TABLES
from pingan.demo.mediation.diary import Diary
from pingan.demo.mediation.drawing import Drawer, people
from pingan.demo.mediation.rows import CaseSerial, Keys, Writer
from pingan.demo.mediation.stories import DisputeStory, Kind, Table
from pingan.documents.models import NumberRegister, RegisterKind
from pingan.matters.machine import Limit

_PROVINCE = "360000000000"
_STAGES = (
    "dispute_accept", "flag_review", "police_notice", "mediation_people", "labor_mediation",
    "confirm_apply", "return_visit", "labor_accept", "labor_award", "suit_ordinary",
)  # fmt: skip


def dispute_terms() -> Terms:
    """Return the limits of the stages that seeded disputes go through."""
    return Terms({stage: _limit(stage) for stage in _STAGES if stage in STAGES})


def _limit(stage: str) -> Limit | None:
    choice = time_limit_for(
        stage=stage, category_code="OTHER", urgency="", severity="", region_code=_PROVINCE
    )
    if choice is None:
        return None
    row = choice.rule
    return Limit(row.amount, row.unit, f"{row.pk}.{row.version}", row.source, row.confidence)


def drawer(seed: int, pool: int) -> Drawer:
    """Return what draws disputes, with a pool of invented people."""
    kinds = [
        Kind(*row) for row in DisputeType.objects.filter(is_active=True).values_list("pk", "code", "name")
    ]
    return Drawer(kinds, people(random.Random(seed), pool), level_numbers(_PROVINCE))


def draw_batch(
    drawer: Drawer,
    tables: Sequence[Table],
    *,
    first: int,
    size: int,
    number: int,
    seed: int,
    until: datetime,
    days: int,
) -> list[DisputeStory]:
    """Draw the disputes from ``first`` on out of ``number`` that are spread over the ``days`` before ``until``."""
    draw = random.Random(f"{seed}:{first}")
    step = timedelta(days=days) / number
    last = min(first + size, number)
    diary = Diary(until - step * (number - first), until - step * (number - last))
    return [
        drawer.draw(
            draw,
            tables[draw.randrange(len(tables))],
            opened_at=until - step * (number - place - draw.random() * 0.999),
            until=until,
            diary=diary,
            serial=place + 1,
        )
        for place in range(first, last)
    ]


def _is_told(story: DisputeStory) -> bool:
    return story.flag is not None and bool(story.flag.station)


@transaction.atomic
def write_disputes(
    stories: Sequence[DisputeStory],
    *,
    terms: Terms,
    until: datetime,
    case_serial: CaseSerial,
    seal: Seal = sealed,
) -> list[int]:
    """Write stories in one transaction; return their keys."""
    channels = [stretch for story in stories for stretch in story.path]
    keys = Keys(
        matters=iter(keys_for("matters_matter", len(stories))),
        serials=iter(reserve("'matters_number'", len(stories))),
        entries=iter(keys_for("matters_timelineentry", sum(len(story.steps) for story in stories))),
        parties=iter(keys_for("disputes_disputeparty", sum(len(story.parties) for story in stories))),
        channels=iter(keys_for("disputes_channel", len(channels))),
        sessions=iter(keys_for("disputes_mediationsession", sum(len(one.sessions) for one in channels))),
        agreements=iter(keys_for("disputes_agreement", sum(one.agreement is not None for one in channels))),
        notices=iter(keys_for("disputes_policenotice", sum(_is_told(story) for story in stories))),
    )
    batch = Batch(TABLES)
    writer = Writer(batch, keys, terms, until, seal=seal, case_serial=case_serial)
    pks = [writer.write(story) for story in stories]
    copy_in(batch)
    return pks


@transaction.atomic
def seed_disputes(
    *, tables: Sequence[Table], number: int, seed: int, until: datetime, days: int
) -> list[int]:
    """Write a year of disputes; cases are numbered without a gap, as the register of each committee counts them."""
    stories = draw_batch(
        drawer(seed, 3 * number),
        tables,
        first=0,
        size=number,
        number=number,
        seed=seed,
        until=until,
        days=days,
    )
    counted: dict[tuple[int, int], int] = defaultdict(int)

    def next_case(organ_id: int, year: int) -> int:
        counted[organ_id, year] += 1
        return counted[organ_id, year]

    pks = write_disputes(stories, terms=dispute_terms(), until=until, case_serial=next_case)
    NumberRegister.objects.bulk_create(
        NumberRegister(organ_id=organ_id, kind=RegisterKind.MEDIATION_CASE, year=year, last_number=last)
        for (organ_id, year), last in counted.items()
    )
    return pks
