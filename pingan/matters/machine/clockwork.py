"""What an action does to the clocks of its matter, as data. ``matters.services.clocks`` carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Limit:
    """A time limit as it stood when the clock began. ``source`` is shown beside every date it yields."""

    amount: int
    unit: str
    version: str
    source: str
    confidence: str = ""

    def snapshot(self) -> dict[str, object]:
        """Return what the clock keeps."""
        return {
            "amount": self.amount,
            "unit": self.unit,
            "version": self.version,
            "source": self.source,
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class StartClock:
    """Start the clock of a stage; ``at`` None: now. A term may run from a day that is recorded later."""

    stage: str
    limit: Limit
    organ_id: int | None = None
    is_urgent: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class StopClock:
    """Stop the running clock of a stage. ``has_verdict`` False gives it up without met or missed.

    ``judged_at``: when what it waited for happened, where that is recorded later; None: now.
    """

    stage: str
    organ_id: int | None = None
    every_organ: bool = False
    has_verdict: bool = True
    judged_at: datetime | None = None


@dataclass(frozen=True)
class PauseClocks:
    """Let every running clock of the matter stand still."""

    reason: str


@dataclass(frozen=True)
class ResumeClocks:
    """Let every paused clock of the matter run again."""


@dataclass(frozen=True)
class ExtendClock:
    """Add ``amount`` units to a running clock. ``asked_by_id`` None: asked for outside the system."""

    stage: str
    amount: int
    asked_by_id: int | None
    reason: str
    organ_id: int | None = None


@dataclass(frozen=True)
class RestartClock:
    """Put a running clock under another limit, counted from its own start with its pauses kept."""

    stage: str
    limit: Limit
    organ_id: int | None = None


ClockOperation = StartClock | StopClock | PauseClocks | ResumeClocks | ExtendClock | RestartClock
#: Yellow when at most a fifth of the term or 24 hours are left (domain.md §3, confidence L).
WARNING_SHARE = 0.2
WARNING_HOURS = 24
