"""The level of a matter from its criteria (domain.md §4.6), with the reason for every step. Pure.

All thresholds are versioned numbers (``dispute.level.*``); a criterion without a number does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

GENERAL, LARGER, MAJOR = "general", "larger", "major"
#: The criterion that tells of other disputes of the same parties.
REPEATS = "repeats"
_ORDER = (GENERAL, LARGER, MAJOR)
#: Level of the matter as the axis that every list sorts by (事件级别 of GB/T 31000).
SEVERITIES = {GENERAL: "04", LARGER: "03", MAJOR: "02"}


@dataclass(frozen=True)
class Threshold:
    """A number with where it comes from."""

    value: Decimal
    version: str
    source: str


@dataclass(frozen=True)
class LevelFacts:
    """What the level is computed from. ``amount`` in yuan, ``duration`` in days since it began."""

    people: int
    amount: Decimal | None
    duration: int
    failed: int
    is_cross_region: bool
    has_violence_flag: bool
    repeats: int


@dataclass(frozen=True)
class Reason:
    """One criterion that reached a threshold. ``threshold`` None: the criterion itself is enough."""

    criterion: str
    value: str
    level: str
    threshold: str | None = None
    version: str = ""
    source: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return what is kept on the dispute and shown."""
        return {
            "criterion": self.criterion,
            "value": self.value,
            "level": self.level,
            "threshold": self.threshold,
            "version": self.version,
            "source": self.source,
        }


def shown_reasons(reasons: Iterable[Any], *, tells_repeats: bool) -> list[Any]:
    """Return the kept reasons that a reader is told: how often the parties came back confirms who they are."""
    return [reason for reason in reasons if tells_repeats or reason.get("criterion") != REPEATS]


def higher(one: str, other: str) -> str:
    """Return the higher of two levels."""
    return max(one, other, key=_ORDER.index)


def computed_level(facts: LevelFacts, numbers: Mapping[str, Threshold]) -> tuple[str, list[Reason]]:
    """Return the level and every reason, the gravest first. No reason: the matter is general."""
    reasons = [
        *_counted("people", facts.people, numbers),
        *_counted("amount", facts.amount, numbers),
        *_counted("duration", facts.duration, numbers, suffix="_days"),
        *_counted("failed", facts.failed, numbers),
        *_plain(facts, numbers),
    ]
    reasons.sort(key=lambda reason: -_ORDER.index(reason.level))
    level = GENERAL
    for reason in reasons:
        level = higher(level, reason.level)
    return level, reasons


def _counted(
    criterion: str, value: int | Decimal | None, numbers: Mapping[str, Threshold], *, suffix: str = ""
) -> Iterable[Reason]:
    if value is None:
        return
    for level in (MAJOR, LARGER):
        found = numbers.get(f"{criterion}_{level}{suffix}")
        if found is not None and value >= found.value:
            yield Reason(criterion, str(value), level, f"{found.value:f}", found.version, found.source)
            return


def _plain(facts: LevelFacts, numbers: Mapping[str, Threshold]) -> Iterable[Reason]:
    if facts.has_violence_flag:
        yield Reason("violence", "", MAJOR)
    if facts.is_cross_region:
        yield Reason("cross_region", "", LARGER)
    enough = numbers.get("repeat_count_raises")
    # The count is of earlier ones; with this one it makes the third.
    if enough is not None and facts.repeats + 1 >= enough.value:
        yield Reason(
            REPEATS, str(facts.repeats + 1), LARGER, f"{enough.value:f}", enough.version, enough.source
        )
