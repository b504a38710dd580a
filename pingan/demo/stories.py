"""What an invented incident consists of. No database.

A story holds what the services would have written: steps, tasks, clocks, the end. ``pingan.demo.seeding``
turns it into rows.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pingan.demo.words import KINDS, UNUSUAL, above

Actor = tuple[int | None, int | None, str]
#: Organ key, its name, who acts for it.
Unit = tuple[int, str, Actor]


@dataclass(frozen=True)
class Place:
    """A grid to put incidents in, with the people around it. ``bounds``: west, south, east, north
    of a box that lies wholly inside it.

    ``units``: class (or a class above; ``""`` for all others) -> unit that handles it here.
    """

    grid_id: int
    grid_name: str
    region_id: int
    region_code: str
    region_name: str
    bounds: tuple[float, float, float, float]
    worker: Actor
    desk: Actor
    county: Actor
    units: Mapping[str, Unit]

    def unit_for(self, code: str) -> Unit:
        """Return the unit for a class."""
        return next((self.units[part] for part in above(code) if part in self.units), self.units[""])


@dataclass(frozen=True)
class Category:
    """A class in force: key, code, name."""

    pk: int
    code: str
    name: str

    @property
    def is_emergency(self) -> bool:
        """Say whether it is one of the emergencies, which have a pace of their own."""
        return self.code.startswith("EMERGENCY")


@dataclass
class Step:
    """One entry of the timeline."""

    action: str
    from_state: str
    to_state: str
    actor: Actor
    at: datetime
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Run:
    """One clock: ``stopped_at`` None still runs."""

    stage: str
    organ_id: int | None
    started_at: datetime
    stopped_at: datetime | None
    has_verdict: bool = True
    is_urgent: bool = False


@dataclass
class Task:
    """One unit's part; ``result`` is what it reported."""

    organ_id: int
    user_id: int
    dispatched_at: datetime
    state: str = "pending"
    signed_at: datetime | None = None
    done_at: datetime | None = None
    result: str = ""
    ended_reason: str = ""


@dataclass
class Story:
    """Everything about one incident."""

    place: Place
    category: Category
    opened_at: datetime
    text: str
    place_text: str
    severity: str
    urgency: str
    source: str
    longitude: float
    latitude: float
    reporter: Actor
    contact: tuple[str, str]
    is_wished: bool = False
    state: str = "reported"
    steps: list[Step] = field(default_factory=list)
    clocks: list[Run] = field(default_factory=list)
    task: Task | None = None
    organ_id: int | None = None
    closed_at: datetime | None = None
    is_self_resolved: bool = False
    returned_count: int = 0
    reject_reason: str = ""
    resume_state: str = ""
    is_solved: bool | None = None
    verified_by: int | None = None
    answered_at: datetime | None = None
    answer_channel: str = ""
    evaluated_at: datetime | None = None
    evaluated_solved: bool | None = None
    satisfaction: str = ""

    def note(self, action: str, after: str, actor: Actor, at: datetime, note: str = "", **data: Any) -> None:
        """Add an entry and move on to the state after it."""
        before = self.state if self.steps else ""
        self.steps.append(Step(action, before, after, actor, at, note, data))
        self.state = after


class Catalogue:
    """Classes by kind, for drawing by the shares of kinds."""

    def __init__(self, categories: Sequence[Category]) -> None:
        """Leave out what would be odd in an ordinary year."""
        usual = [row for row in categories if row.code not in UNUSUAL]
        self.by_code = {row.code: row for row in categories}
        self._kinds = list(KINDS)
        self._shares = list(KINDS.values())
        self._of_kind = {
            kind: [row for row in usual if row.code.startswith(f"{kind}.")] for kind in self._kinds
        }

    def draw(self, draw: random.Random) -> Category:
        """Return a class at random."""
        return draw.choice(self._of_kind[draw.choices(self._kinds, self._shares)[0]])
