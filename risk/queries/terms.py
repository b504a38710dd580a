"""Which terms and numbers hold for a matter of risk; the tables are those of the rulebook (``grids.queries.limits``)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from disputes.rules.levels import Threshold
from grids.queries.limits import Number, limit_of, number_for, numbers_for
from pingan.matters.machine import ClockOperation, StartClock
from pingan.matters.models import Matter

#: Prefix of the numbers of this app in the rulebook.
PREFIX = "risk."


def start(
    matter: Matter,
    stage: str,
    *,
    organ_id: int | None = None,
    is_urgent: bool = False,
    at: datetime | None = None,
) -> list[ClockOperation]:
    """Return the operation that starts a stage's clock (``at`` None: now); none where no limit is set."""
    limit = limit_of(matter, stage, timezone.localdate(at), severity=matter.severity)
    return [] if limit is None else [StartClock(stage, limit, organ_id, is_urgent=is_urgent, at=at)]


def number(code: str, region_code: str) -> Number | None:
    """Return one number of this app as it holds today; None: nobody set it."""
    return number_for(f"{PREFIX}{code}", region_code)


def count_of(code: str, region_code: str, usual: int) -> int:
    """Return one whole number as it holds today; ``usual`` where nobody set it."""
    found = number(code, region_code)
    return usual if found is None else found.count


def thresholds(prefix: str, region_code: str) -> dict[str, Threshold]:
    """Return the numbers under a prefix of this app's own by the rest of their codes, each with version and source."""
    found = numbers_for(f"{PREFIX}{prefix}", region_code)
    return {
        code.removeprefix(f"{PREFIX}{prefix}"): Threshold(
            value.value, f"{value.id}.{value.version}", value.source
        )
        for code, value in found.items()
        if value.value is not None
    }
