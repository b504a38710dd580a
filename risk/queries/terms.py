"""Which terms and numbers hold for a matter of risk; the tables are those of the rulebook (``grids.queries.limits``)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from grids.queries.limits import Number, limit_of, number_for
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
    limit = limit_of(matter, stage, timezone.localdate(at))
    return [] if limit is None else [StartClock(stage, limit, organ_id, is_urgent=is_urgent, at=at)]


def number(code: str, region_code: str) -> Number | None:
    """Return one number of this app as it holds today; None: nobody set it."""
    return number_for(f"{PREFIX}{code}", region_code)
