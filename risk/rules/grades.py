"""The grade of a hazard from its facts (domain.md §6: general or major), with the reason for every step. Pure.

All thresholds are versioned numbers (``risk.hazard.grade.*``); a criterion without a number does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from disputes.rules.levels import Reason, Threshold

GENERAL, MAJOR = "general", "major"
#: Grade as the axis that every list of matters sorts by (事件级别 of GB/T 31000).
SEVERITIES = {"": "04", GENERAL: "04", MAJOR: "02"}


@dataclass(frozen=True)
class GradeFacts:
    """What the grade is computed from. None: nobody told it, and it does not count.

    ``exposed`` in people, ``days`` that putting it right takes, ``cost`` in yuan, ``recurrences`` before this one.
    """

    exposed: int | None = None
    days: int | None = None
    cost: Decimal | None = None
    needs_stop: bool | None = None
    is_beyond_unit: bool | None = None
    recurrences: int = 0


def computed_grade(facts: GradeFacts, numbers: Mapping[str, Threshold]) -> tuple[str, list[Reason]]:
    """Return the grade and every reason for it. No reason: the hazard is general."""
    reasons = [
        *_counted("exposed", facts.exposed, numbers),
        *_counted("days", facts.days, numbers),
        *_counted("cost", facts.cost, numbers),
        *_counted("needs_stop", _as_number(facts.needs_stop), numbers),
        *_counted("beyond_unit", _as_number(facts.is_beyond_unit), numbers),
        *_counted("recurrences", facts.recurrences, numbers),
    ]
    return (MAJOR if reasons else GENERAL), reasons


def _as_number(answer: bool | None) -> int | None:  # noqa: FBT001 - the answer itself is what is turned into a number
    return None if answer is None else int(answer)


def _counted(
    criterion: str, value: int | Decimal | None, numbers: Mapping[str, Threshold]
) -> Iterable[Reason]:
    found = numbers.get(f"{criterion}_major")
    if value is not None and found is not None and value >= found.value:
        yield Reason(
            criterion, str(value), MAJOR, f"{found.value.normalize():f}", found.version, found.source
        )
