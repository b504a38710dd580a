"""A story as rows: the same columns, chain, digests and encrypted words that the services would have written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from grids.queries.limits import time_limit_for
from pingan.calendars import rules as working
from pingan.calendars.queries import working_time
from pingan.calendars.rules import WorkingTime
from pingan.common import crypto
from pingan.demo.lives import STAGES
from pingan.demo.stories import Run, Story
from pingan.matters.machine import Limit
from pingan.matters.rules import EntryContent, entry_hash, fresh_salt, note_digest
from pingan.matters.services import keywords_of

TABLES: Final[dict[str, tuple[str, ...]]] = {
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
        "signed_at", "signed_by_id", "done_at", "done_by_id", "result", "ended_reason",
    ),
    "grids_emergencyreport": (
        "incident_id", "kind", "channel", "content", "recipient_level", "reported_at", "reported_by_id",
        "acknowledged_at", "acknowledged_by_id",
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
_WARNING: Final = working.WarningRule(share=0.2, hours=24)
_NO_HOURS: Final = working.WarningRule(share=0.2, hours=0)
Row = tuple[Any, ...]


@dataclass
class Batch:
    """Rows of one round of COPY."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})

    def add(self, table: str, *values: Any) -> None:
        """Add one row in the order of ``TABLES``."""
        self.rows[table].append(values)


class Terms:
    """The limits in force today and the calendars, read once; day terms are counted once per day."""

    def __init__(self) -> None:
        """Read the limits of every stage for ordinary incidents and for emergencies."""
        self._limits = {
            (stage, emergency): _limit(stage, emergency=emergency)
            for stage in STAGES
            for emergency in (False, True)
        }
        self._rules = {limit: _json(limit.snapshot()) for limit in self._limits.values() if limit}
        self._calendars: dict[str, WorkingTime] = {}
        self._days: dict[tuple[Limit, str, date], tuple[datetime, datetime, bool]] = {}

    def limit(self, run: Run, story: Story) -> tuple[Limit, str] | None:
        """Return the limit of a stage and its snapshot as JSON; None: nobody set one."""
        found = self._limits[run.stage, story.category.is_emergency]
        return (found, self._rules[found]) if found else None

    def count(self, limit: Limit, county: str, start: datetime) -> tuple[datetime, datetime, bool]:
        """Return the end, the warning and whether the calendar is provisional."""
        if not working.Term(limit.amount, limit.unit).is_in_days:  # type: ignore[arg-type]
            return self._count(limit, county, start)
        day = timezone.localdate(start)
        if (limit, county, day) not in self._days:
            # From the first moment of the day, so that the warning holds for the whole day.
            begun = datetime.combine(day, datetime.min.time(), tzinfo=working.SHANGHAI)
            self._days[limit, county, day] = self._count(limit, county, begun)
        due, warn, provisional = self._days[limit, county, day]
        return due, max(warn, start), provisional

    def _count(self, limit: Limit, county: str, start: datetime) -> tuple[datetime, datetime, bool]:
        if county not in self._calendars:
            self._calendars[county] = working_time(county.ljust(12, "0"))
        calendar = self._calendars[county]
        term = working.Term(limit.amount, limit.unit)  # type: ignore[arg-type]
        due = working.due_at(start=start, term=term, working_time=calendar)
        rule = _WARNING if term.is_in_days else _NO_HOURS
        warn = working.warn_at(start=start, due=due.at, term=term, working_time=calendar, rule=rule)
        return due.at, warn, due.is_provisional


def _limit(stage: str, *, emergency: bool) -> Limit | None:
    choice = time_limit_for(
        stage=stage,
        category_code="EMERGENCY.ACCIDENT" if emergency else "APPEAL.OTHER",
        urgency="critical" if emergency else "normal",
        severity="03" if emergency else "04",
        region_code="360000000000",
    )
    if choice is None:
        return None
    row = choice.rule
    return Limit(row.amount, row.unit, f"{row.pk}.{row.version}", row.source, row.confidence)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sealed(text: str, context: str) -> bytes | None:
    return crypto.encrypt(text.encode(), context=context) if text else None


def write_story(
    batch: Batch,
    story: Story,
    *,
    pk: int,
    serial: int,
    entry_ids: Iterator[int],
    terms: Terms,
    until: datetime,
) -> bool:
    """Add all rows of one story; True where a clock stands still, so that its pause is still to be written."""
    place = story.place
    number = f"SJ{place.region_code[:6]}{timezone.localtime(story.opened_at):%y}{serial:08d}"
    head = _write_timeline(batch, story, pk, entry_ids)
    due, warn, paused = _write_clocks(batch, story, pk, terms, until)
    keywords = keywords_of(number, story.place_text, place.grid_name, place.region_name)
    batch.add(
        "matters_matter",
        pk, number, "incident", f"{story.category.name} · {place.grid_name}"[:200], story.text, keywords,
        place.region_id, place.region_code, place.grid_id, story.category.code, story.severity, story.urgency,
        story.state, story.organ_id, story.longitude, story.latitude, due, warn, paused, story.opened_at,
        story.closed_at, story.reporter[0], len(story.steps), story.steps[-1].at, head, len(story.steps),
    )  # fmt: skip
    _write_incident(batch, story, pk, serial)
    task = story.task
    if task is not None:
        batch.add(
            "grids_incidenttask",
            pk, task.organ_id, "lead", task.state, False, task.dispatched_at, place.desk[0],  # noqa: FBT003 - a column
            task.signed_at, task.user_id if task.signed_at else None, task.done_at,
            task.user_id if task.done_at else None, _sealed(task.result, "grids.incidenttask.result"),
            task.ended_reason,
        )  # fmt: skip
    for step in story.steps:
        if step.action == "emergency_report":
            batch.add(
                "grids_emergencyreport",
                pk, step.data["kind"], step.data["channel"],
                _sealed(step.note, "grids.emergencyreport.content"), step.data["level"], step.at, step.actor[0],
                step.at + timedelta(minutes=5), place.county[0],
            )  # fmt: skip
    return paused


def _write_incident(batch: Batch, story: Story, pk: int, serial: int) -> None:
    name, phone = story.contact
    batch.add(
        "grids_incident",
        pk, story.category.pk, story.source, f"YD{serial:09d}" if story.source == "hotline" else "",
        story.opened_at - timedelta(minutes=10), story.place_text, story.category.is_emergency,
        story.is_self_resolved, "", _sealed(name, "grids.incident.reporter_name"),
        _sealed(phone, "grids.incident.reporter_phone"), not name and story.source != "hotline", 4,
        story.returned_count, "{}", False, story.reject_reason, story.resume_state, "{}", story.is_solved,  # noqa: FBT003 - a column
        story.verified_by, story.answered_at, story.answer_channel, story.evaluated_at, story.evaluated_solved,
        story.satisfaction, 0,
    )  # fmt: skip


def _write_timeline(batch: Batch, story: Story, pk: int, entry_ids: Iterator[int]) -> str:
    previous = ""
    for seq, step in enumerate(story.steps, start=1):
        salt = fresh_salt() if step.note else ""
        digest = note_digest(step.note, salt) if step.note else ""
        what = (step.action, step.from_state, step.to_state, *step.actor, step.at)
        current = entry_hash(EntryContent(pk, seq, *what, step.data, digest), previous)
        entry_id = next(entry_ids)
        batch.add(
            "matters_timelineentry", entry_id, pk, seq, *what, _json(step.data), digest, previous, current
        )
        if step.note:
            batch.add("matters_entrynote", entry_id, _sealed(step.note, "matters.entrynote.text"), salt)
        previous = current
    return previous


def _write_clocks(
    batch: Batch, story: Story, pk: int, terms: Terms, until: datetime
) -> tuple[datetime | None, datetime | None, bool]:
    """Add the clocks of a story; return the matter's next due and warning moments and whether all stand still."""
    running: list[tuple[datetime, datetime]] = []
    stands = False
    for run in story.clocks:
        found = terms.limit(run, story)
        if found is None:
            continue
        limit, rule = found
        due, warn, provisional = terms.count(limit, story.place.region_code[:6], run.started_at)
        is_open = run.stopped_at is None
        # A term that was over before the pause stays red.
        is_paused = is_open and story.state == "suspended" and due >= story.steps[-1].at
        reminded = ("due" if until > due else "warn" if until >= warn else "") if is_open else ""
        met = run.stopped_at <= due if run.stopped_at is not None and run.has_verdict else None
        batch.add(
            "matters_clock",
            pk, run.stage, run.organ_id, rule, limit.amount, limit.unit, 0, run.started_at, warn, due, provisional,
            story.category.is_emergency, story.steps[-1].at if is_paused else None, reminded, run.stopped_at, met,
        )  # fmt: skip
        stands |= is_paused
        if is_open and not is_paused:
            running.append((due, warn))
    due_at = min((due for due, _ in running), default=None)
    warn_at = min((warn for _, warn in running), default=None)
    return due_at, warn_at, stands and not running
