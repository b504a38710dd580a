"""What an invented dispute consists of. No database. ``pingan.demo.mediation.rows`` turns it into rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pingan.demo.stories import Actor, Place, Run, Step

_STEMS = {"applicant": "申请人", "respondent": "被申请人"}


@dataclass(frozen=True)
class Mediating:
    """A mediator; ``actor`` is the own account, or the desk where there is none."""

    pk: int
    name: str
    actor: Actor


@dataclass(frozen=True)
class Committee:
    """A committee with its people. ``types``: what it takes; empty: everything."""

    organ_id: int
    name: str
    code: str
    mediators: tuple[Mediating, ...]
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """A grid, and the committees at which its disputes are mediated, the nearest first."""

    place: Place
    committees: tuple[Committee, ...]


@dataclass(frozen=True)
class Kind:
    """A type of dispute in use."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class Party:
    """One side. The number is valid (GB 11643), of a birthday that nobody alive has."""

    side: str
    kind: str
    name: str
    phone: str = ""
    number: str = ""

    @property
    def label(self) -> str:
        """Return what texts show: there is one party on each side."""
        return f"{_STEMS[self.side]}甲"


@dataclass
class Session:
    """One session; ``is_held`` False: still planned."""

    mediator: Mediating
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    is_joint: bool
    record: str = ""
    is_held: bool = False


@dataclass
class Clause:
    """One clause of an agreement."""

    text: str
    amount: Decimal | None
    due_on: date | None
    state: str = "pending"
    settled_at: datetime | None = None
    note: str = ""


@dataclass
class Agreed:
    """An agreement; ``effective_at`` None: signatures are missing. ``signed``: who signed when."""

    form: str
    reached_on: date
    facts: str
    clauses: list[Clause]
    signed: list[tuple[str, datetime]] = field(default_factory=list)
    effective_at: datetime | None = None


@dataclass
class Stretch:
    """One channel of the path; ``committee`` None: an organ outside."""

    kind: str
    opened_at: datetime
    committee: Committee | None = None
    mediator: Mediating | None = None
    receiver: str = ""
    state: str = "open"
    ended_at: datetime | None = None
    accepted_on: date | None = None
    number_there: str = ""
    result: str = ""
    result_text: str = ""
    decided_on: date | None = None
    sessions: list[Session] = field(default_factory=list)
    agreement: Agreed | None = None


@dataclass
class Visit:
    """A return visit."""

    made_at: datetime
    performance: str
    satisfaction: str
    note: str
    by: Actor


@dataclass
class Warned:
    """A red flag that was reviewed at once; ``station`` the police unit that was told, blank: none."""

    code: str
    note: str
    raised_at: datetime
    raised_by: Actor
    reviewed_at: datetime
    reviewed_by: Actor
    station: str = ""


@dataclass
class DisputeStory:
    """Everything about one dispute."""

    table: Table
    kind: Kind
    opened_at: datetime
    text: str
    place_text: str
    source: str
    external_number: str
    amount: Decimal | None
    people: int
    parties: list[Party]
    registrar: Actor
    longitude: float
    latitude: float
    occurred_on: date
    is_restricted: bool = False
    level: str = "general"
    level_reasons: list[dict[str, Any]] = field(default_factory=list)
    state: str = ""
    steps: list[Step] = field(default_factory=list)
    clocks: list[Run] = field(default_factory=list)
    path: list[Stretch] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    flag: Warned | None = None
    refused_at: datetime | None = None
    failed: int = 0
    outcome: str = ""
    resolved_at: datetime | None = None
    rights_told_at: datetime | None = None
    closed_at: datetime | None = None
    reject_reason: str = ""
    prevented_crime: bool = False

    def note(self, action: str, after: str, actor: Actor, at: datetime, note: str = "", **data: Any) -> None:
        """Add an entry and move on to the state after it; blank: it stays."""
        before, after = self.state, after or self.state
        self.steps.append(Step(action, before, after, actor, at, note, data))
        self.state = after

    def start(self, stage: str, at: datetime, *, is_urgent: bool = False) -> None:
        """Start a clock."""
        self.clocks.append(Run(stage, None, at, None, is_urgent=is_urgent))

    def stop(self, stage: str, at: datetime, *, has_verdict: bool = True) -> None:
        """Stop a running clock, if there is one of this stage."""
        for run in self.clocks:
            if run.stage == stage and run.stopped_at is None:
                run.stopped_at, run.has_verdict = at, has_verdict

    @property
    def organ_id(self) -> int | None:
        """Return the committee that has it, or had it last; none where it went to an organ outside."""
        last = self.path[-1] if self.path else None
        return last.committee.organ_id if last is not None and last.committee is not None else None
