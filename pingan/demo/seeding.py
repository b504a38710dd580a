"""Incidents in bulk, by COPY: a year of the demo county, or a million for the benchmark.

Rows are those that the services would have written: the same states, tasks, clocks, chained timeline and
encrypted notes, so that every page, ``verify_timeline`` and the constraints hold. Only the way in differs.
Deterministic for one seed and one set of grids.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from grids.models import IncidentCategory
from pingan.calendars import rules as working
from pingan.calendars.queries import working_time
from pingan.common import crypto
from pingan.demo.stories import Story, draw_story
from pingan.matters.rules import EntryContent, entry_hash, fresh_salt, note_digest

BATCH = 2_000
TABLES: dict[str, tuple[str, ...]] = {
    "matters_matter": (
        "id", "number", "kind", "title", "text", "keywords", "region_id", "region_code", "grid_id", "class_code",
        "severity", "urgency", "state", "organ_id", "longitude", "latitude", "next_due_at", "next_warn_at",
        "clock_paused", "opened_at", "closed_at", "created_by_id", "version", "updated_at", "timeline_head",
        "timeline_count",
    ),
    "grids_incident": (
        "matter_id", "category_id", "source", "external_number", "occurred_at", "place_text", "is_emergency",
        "is_self_resolved", "clue_receipt", "reporter_name", "reporter_phone", "wants_no_reply", "desk_level",
        "returned_count", "route", "is_routed_by_hand", "reject_reason", "resume_state", "merge_snapshot",
        "is_solved", "verified_by_id", "answered_at", "answer_channel", "evaluated_at", "evaluated_solved",
        "satisfaction", "reopened_count",
    ),
    "grids_incidenttask": (
        "incident_id", "organ_id", "part", "state", "is_determined", "dispatched_at", "dispatched_by_id",
        "signed_at", "signed_by_id", "done_at", "done_by_id", "ended_reason",
    ),
    "matters_clock": (
        "matter_id", "stage", "organ_id", "rule", "amount", "unit", "extension", "started_at", "warn_at", "due_at",
        "is_provisional", "is_urgent", "paused_at", "reminded", "stopped_at", "is_met",
    ),
    "matters_timelineentry": (
        "id", "matter_id", "seq", "action", "from_state", "to_state", "actor_user_id", "actor_post_id",
        "actor_label", "at", "data", "note_digest", "previous_hash", "hash",
    ),
    "matters_entrynote": ("entry_id", "text", "salt"),
}  # fmt: skip
#: stage -> (amount, unit): what the catalogue ships; the snapshot in the clock says that it is seeded.
LIMITS = {
    "accept": (1, "working_days"), "dispatch": (1, "working_days"), "sign": (1, "working_days"),
    "handle": (5, "working_days"), "verify": (2, "working_days"), "answer": (1, "working_days"),
}  # fmt: skip
_WARNING = working.WarningRule(share=0.2, hours=24)
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """A grid to put incidents in, with the people and units around it. ``bounds``: west, south, east, north."""

    grid_id: int
    grid_name: str
    region_id: int
    region_code: str
    region_name: str
    bounds: tuple[float, float, float, float]
    worker: tuple[int, int, str]
    desk: tuple[int, int, str]
    units: Sequence[tuple[int, str, tuple[int, int, str]]]


@dataclass
class Batch:
    """Rows of one round of COPY."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})

    def add(self, table: str, *values: Any) -> None:
        """Add one row in the order of ``TABLES``."""
        self.rows[table].append(values)


@lru_cache(maxsize=200_000)
def _due(stage: str, region_prefix: str, day: datetime) -> tuple[datetime, datetime, bool]:
    amount, unit = LIMITS[stage]
    calendar = working_time(region_prefix.ljust(12, "0"))
    term = working.Term(amount, unit)  # type: ignore[arg-type]
    due = working.due_at(start=day, term=term, working_time=calendar)
    warn = working.warn_at(start=day, due=due.at, term=term, working_time=calendar, rule=_WARNING)
    return due.at, warn, due.is_provisional


def seed_incidents(*, places: Sequence[Place], number: int, seed: int, until: datetime, days: int) -> int:
    """Write ``number`` incidents spread over the ``days`` before ``until``; return how many timeline entries.

    Categories are those in force. Runs as the owner of the tables: the trigger that anchors each matter to
    its timeline is paused during COPY (the rows satisfy it) and back before the transaction ends.
    """
    draw = random.Random(seed)
    categories = _categories()
    entries = 0
    with transaction.atomic(), _anchor_paused():
        ids = count(_next_id("matters_matter"))
        entry_ids = count(_next_id("matters_timelineentry"))
        serials = count(_serial())
        moments = sorted(until - timedelta(seconds=draw.random() * days * 86_400) for _ in range(number))
        for chunk in _chunks(moments, BATCH):
            batch = Batch()
            for opened_at in chunk:
                story = draw_story(draw, places, categories, opened_at=opened_at, until=until)
                entries += _write(batch, story, next(ids), next(serials), entry_ids, until)
            _copy(batch)
        _set_sequences(next(serials))
    return entries


def _categories() -> list[tuple[int, str, str, str]]:
    rows = IncidentCategory.objects.current().filter(reportable=True, is_clue=False)
    return list(rows.order_by("code").values_list("pk", "code", "name", "kind"))


def _chunks(items: Sequence[datetime], size: int) -> Iterator[Sequence[datetime]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(max(id), 0) + 1 from {table}")  # noqa: S608 - our own table names
        return int(cursor.fetchone()[0])


def _serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('matters_number')")
        return int(cursor.fetchone()[0])


def _set_sequences(serial: int) -> None:
    with connection.cursor() as cursor:
        for table in ("matters_matter", "matters_timelineentry"):
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )  # noqa: S608
        cursor.execute("select setval('matters_number', %s)", [serial])


@contextmanager
def _anchor_paused() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("alter table matters_matter disable trigger matters_anchored")
        yield
        # Checks what COPY has put off (foreign keys), so that nothing is pending on the table.
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table matters_matter enable trigger matters_anchored")


def _copy(batch: Batch) -> None:
    with connection.cursor() as cursor:
        for table, rows in batch.rows.items():
            columns = ", ".join(TABLES[table])
            with cursor.cursor.copy(f"copy {table} ({columns}) from stdin") as copy:  # type: ignore[attr-defined]
                for row in rows:
                    copy.write_row(row)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(
    batch: Batch, story: Story, pk: int, serial: int, entry_ids: Iterator[int], until: datetime
) -> int:
    place = story.place
    number = f"SJ{place.region_code[:6]}{timezone.localtime(story.opened_at):%y}{serial:08d}"
    head = _write_timeline(batch, story, pk, entry_ids)
    due, warn, paused = _write_clocks(batch, story, pk, until)
    keywords = " ".join((number, story.place_text, place.grid_name, place.region_name))
    batch.add(
        "matters_matter",
        pk, number, "incident", f"{story.category[2]} · {place.grid_name}"[:200], story.text, keywords,
        place.region_id, place.region_code, place.grid_id, story.category[1], story.severity, story.urgency,
        story.state, story.organ_id, story.longitude, story.latitude, due, warn, paused, story.opened_at,
        story.closed_at, story.reporter[0], len(story.steps), story.steps[-1].at, head, len(story.steps),
    )  # fmt: skip
    _write_incident(batch, story, pk, serial)
    for task in story.tasks:
        batch.add(
            "grids_incidenttask",
            pk, task.organ_id, task.part, task.state, False, task.dispatched_at, place.desk[0],
            task.signed_at, task.user_id if task.signed_at else None, task.done_at,
            task.user_id if task.done_at else None, task.ended_reason,
        )  # fmt: skip
    return len(story.steps)


def _write_incident(batch: Batch, story: Story, pk: int, serial: int) -> None:
    name, phone = story.contact
    batch.add(
        "grids_incident",
        pk, story.category[0], story.source, f"YD{serial:09d}" if story.source == "hotline" else "",
        story.opened_at - timedelta(minutes=10), story.place_text, story.is_emergency, story.is_self_resolved, "",
        _sealed(name, "grids.incident.reporter_name"), _sealed(phone, "grids.incident.reporter_phone"),
        not name and story.source != "hotline", 4, story.returned_count, "{}", False, story.reject_reason,
        story.resume_state, "{}", story.is_solved, story.verified_by, story.answered_at, story.answer_channel,
        story.evaluated_at, story.evaluated_solved, story.satisfaction, 0,
    )  # fmt: skip


def _sealed(text: str, context: str) -> bytes | None:
    return crypto.encrypt(text.encode(), context=context) if text else None


def _write_timeline(batch: Batch, story: Story, pk: int, entry_ids: Iterator[int]) -> str:
    previous = ""
    for seq, step in enumerate(story.steps, start=1):
        salt = fresh_salt() if step.note else ""
        digest = note_digest(step.note, salt) if step.note else ""
        user_id, post_id, label = step.actor
        content = EntryContent(
            pk,
            seq,
            step.action,
            step.from_state,
            step.to_state,
            user_id,
            post_id,
            label,
            step.at,
            step.data,
            digest,
        )
        current = entry_hash(content, previous)
        entry_id = next(entry_ids)
        batch.add(
            "matters_timelineentry",
            entry_id, pk, seq, step.action, step.from_state, step.to_state, user_id, post_id, label, step.at,
            _json(step.data), digest, previous, current,
        )  # fmt: skip
        if step.note:
            batch.add("matters_entrynote", entry_id, _sealed(step.note, "matters.entrynote.text"), salt)
        previous = current
    return previous


def _write_clocks(
    batch: Batch, story: Story, pk: int, until: datetime
) -> tuple[datetime | None, datetime | None, bool]:
    """Add the clocks of a story; return the matter's next due and warning moments and whether all stand still."""
    running: list[tuple[datetime, datetime]] = []
    is_paused = story.state in {"suspended", "merged"}
    for run in story.clocks:
        due, warn, provisional = _due(
            run.stage, story.place.region_code[:6], run.started_at.replace(second=0, microsecond=0)
        )
        amount, unit = LIMITS[run.stage]
        rule = {
            "amount": amount,
            "unit": unit,
            "version": "seed",
            "source": "演示数据，按系统默认时限",
            "confidence": "L",
        }
        is_open = run.stopped_at is None
        paused_at = story.steps[-1].at if is_open and is_paused else None
        reminded = ("due" if until > due else "warn" if until >= warn else "") if is_open else ""
        met = None if is_open or not run.has_verdict else run.stopped_at <= due  # type: ignore[operator]
        batch.add(
            "matters_clock",
            pk, run.stage, run.organ_id, _json(rule), amount, unit, 0, run.started_at, warn, due, provisional, False,
            paused_at, reminded, run.stopped_at, met,
        )  # fmt: skip
        if is_open and paused_at is None:
            running.append((due, warn))
    due_at = min((due for due, _warn in running), default=None)
    warn_at = min((warn for _due_, warn in running), default=None)
    return due_at, warn_at, is_paused and any(run.stopped_at is None for run in story.clocks)
