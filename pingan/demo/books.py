"""The books that every matter has, as rows: its chained timeline and its clocks under the limits in force."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from pingan.calendars import rules as working
from pingan.calendars.queries import working_time
from pingan.calendars.rules import WorkingTime
from pingan.common import crypto
from pingan.demo.stories import Run, Step
from pingan.matters.machine import Limit
from pingan.matters.rules import EntryContent, entry_hash, fresh_salt, note_digest

Columns = Mapping[str, tuple[str, ...]]
MATTER: Final = (
    "id", "number", "kind", "title", "text", "keywords", "region_id", "region_code", "grid_id", "class_code",
    "severity", "urgency", "state", "organ_id", "longitude", "latitude", "next_due_at", "next_warn_at",
    "clock_paused", "opened_at", "closed_at", "created_by_id", "version", "updated_at", "timeline_head",
    "timeline_count",
)  # fmt: skip
BOOKS: Final[Columns] = {
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
#: Text and its field -> what is stored. The benchmark seals each pair once.
Seal = Callable[[str, str], bytes | None]
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


class Batch:
    """Rows of one round of COPY, by table; ``tables`` names the columns, parents first."""

    def __init__(self, tables: Columns) -> None:
        """Begin with no rows."""
        self.tables = tables
        self.rows: dict[str, list[Row]] = {table: [] for table in tables}

    def add(self, table: str, *values: Any) -> None:
        """Add one row in the order of ``tables``."""
        self.rows[table].append(values)


class Terms:
    """The limits in force today and the calendars, read once; day terms are counted once per day."""

    def __init__(self, limits: Mapping[Hashable, Limit | None]) -> None:
        """Keep the limits by key; None: nobody set one."""
        self._limits = limits
        self._rules = {limit: as_json(limit.snapshot()) for limit in limits.values() if limit}
        self._calendars: dict[str, WorkingTime] = {}
        self._days: dict[tuple[Limit, str, date], tuple[datetime, datetime, bool]] = {}

    def limit(self, key: Hashable) -> tuple[Limit, str] | None:
        """Return the limit under a key and its snapshot as JSON; None: nobody set one."""
        found = self._limits[key]
        return (found, self._rules[found]) if found else None

    def count(self, limit: Limit, county: str, start: datetime) -> tuple[datetime, datetime, bool]:
        """Return the end, the warning and whether the calendar is provisional."""
        if not working.Term(limit.amount, limit.unit).is_in_days:  # type: ignore[arg-type]
            return self._count(limit, county, start)
        day = local_day(start)
        if (limit, county, day) not in self._days:
            # From the first moment of the day, so that the warning holds for the whole day.
            begun = datetime.combine(day, datetime.min.time(), tzinfo=working.SHANGHAI)
            self._days[limit, county, day] = self._count(limit, county, begun)
        due, warn, provisional = self._days[limit, county, day]
        # A term of the same day that begins in its last second is over at once, as the product counts it.
        return max(due, start), max(warn, start), provisional

    def _count(self, limit: Limit, county: str, start: datetime) -> tuple[datetime, datetime, bool]:
        if county not in self._calendars:
            self._calendars[county] = working_time(county.ljust(12, "0"))
        calendar = self._calendars[county]
        term = working.Term(limit.amount, limit.unit)  # type: ignore[arg-type]
        due = working.due_at(start=start, term=term, working_time=calendar)
        rule = _WARNING if term.is_in_days else _NO_HOURS
        warn = working.warn_at(start=start, due=due.at, term=term, working_time=calendar, rule=rule)
        return due.at, warn, due.is_provisional


def local_day(moment: datetime) -> date:
    """Return the day of a moment in Shanghai; Django's own way asks for the zone of this thread each time."""
    return moment.astimezone(working.SHANGHAI).date()


def as_json(value: Any) -> str:
    """Return a value as COPY writes it into a JSON column."""
    return _encode(value)


def sealed(text: str, context: str) -> bytes | None:
    """Return an encrypted word; None where there is none."""
    return crypto.encrypt(text.encode(), context=context) if text else None


def write_timeline(
    batch: Batch, steps: Iterable[Step], pk: int, entry_ids: Iterator[int], *, seal: Seal = sealed
) -> str:
    """Add the chained entries of a matter; return the head."""
    previous = ""
    for seq, step in enumerate(steps, start=1):
        salt = fresh_salt() if step.note else ""
        digest = note_digest(step.note, salt) if step.note else ""
        what = (step.action, step.from_state, step.to_state, *step.actor, step.at)
        current = entry_hash(EntryContent(pk, seq, *what, step.data, digest), previous)
        entry_id = next(entry_ids)
        batch.add(
            "matters_timelineentry", entry_id, pk, seq, *what, as_json(step.data), digest, previous, current
        )
        if step.note:
            batch.add("matters_entrynote", entry_id, seal(step.note, "matters.entrynote.text"), salt)
        previous = current
    return previous


def write_clocks(
    batch: Batch,
    pk: int,
    runs: Sequence[tuple[Hashable, Run]],
    *,
    terms: Terms,
    county: str,
    until: datetime,
    paused_at: datetime | None = None,
    chances: Collection[str] = (),
    duties: Sequence[tuple[datetime, datetime]] = (),
) -> tuple[datetime | None, datetime | None, bool]:
    """Add the clocks of a matter, each with the key of its limit; ``paused_at``: since when it is suspended.

    ``chances`` are stages that a matter is not due by, ``duties`` what it is due by besides, each with its warning.
    Return the matter's next due and warning moments and whether all stand still.
    """
    running = list(duties)
    stands = False
    for key, run in runs:
        found = terms.limit(key)
        if found is None:
            continue
        limit, rule = found
        due, warn, provisional = terms.count(limit, county, run.started_at)
        is_open = run.stopped_at is None
        # A term that was over before the pause stays red.
        is_paused = is_open and paused_at is not None and due >= paused_at
        reminded = ("due" if until > due else "warn" if until >= warn else "") if is_open else ""
        met = run.stopped_at <= due if run.stopped_at is not None and run.has_verdict else None
        batch.add(
            "matters_clock",
            pk, run.stage, run.organ_id, rule, limit.amount, limit.unit, 0, run.started_at, warn, due, provisional,
            run.is_urgent, paused_at if is_paused else None, reminded, run.stopped_at, met,
        )  # fmt: skip
        is_duty = is_open and run.stage not in chances
        stands |= is_paused and is_duty
        if is_duty and not is_paused:
            running.append((due, warn))
    due_at, warn_at = min(running, default=(None, None))
    return due_at, warn_at, stands and not running
