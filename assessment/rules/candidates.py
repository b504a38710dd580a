"""What makes a candidate for accountability: serious events in short time, repeated petitions (Article 58 (1), (2))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: The rows of the rulebook without which nothing is proposed, without their prefix.
SERIOUS_NUMBERS = ("serious_incidents", "serious_days", "serious_level", "gravest")
#: 特别重大, and 较大: what is milder is not serious, whatever the rows say (GB/T 31000).
GRAVEST, MILDEST = 1, 3


@dataclass(frozen=True)
class SeriousNumbers:
    """What counts: ``at_least`` events of ``level`` or graver (1 is the gravest) within ``days``, or ``gravest`` of level 1.

    ``classes``: classes of incidents, with all below them.
    """

    at_least: int
    days: int
    level: int
    gravest: int
    classes: tuple[str, ...]


@dataclass(frozen=True)
class SeriousEvent:
    """One event: key of its matter, level (1 is the gravest), moment."""

    matter: int
    level: int
    at: datetime


def occasion(events: Sequence[SeriousEvent], numbers: SeriousNumbers) -> tuple[SeriousEvent, ...]:
    """Return the events that make the occasion for a candidate: all that count, or none where they do not suffice.

    The caller gives those within the days of the rule that stand behind no other candidate.
    """
    counted = tuple(one for one in events if one.level <= numbers.level)
    gravest = sum(one.level == GRAVEST for one in counted)
    is_enough = len(counted) >= numbers.at_least > 0 or gravest >= numbers.gravest > 0
    return counted if is_enough else ()


@dataclass(frozen=True)
class PetitionNumbers:
    """So many petitions on one matter within so many days are proposed."""

    at_least: int
    days: int


def again(
    moments: Sequence[datetime], numbers: PetitionNumbers | None, now: datetime
) -> tuple[datetime, ...]:
    """Return the petitions that count, in their order, where they suffice; none without numbers."""
    if numbers is None:
        return ()
    since = now - timedelta(days=numbers.days)
    counted = tuple(sorted(one for one in moments if since <= one <= now))
    return counted if len(counted) >= numbers.at_least else ()
