"""Open disputes that a registration may repeat: the same type, near in place and time, in like words.

By the matter alone: who the parties are is not asked here (that is ``same_parties``, once it is registered). What is near,
and how much place, words and time weigh, is the rulebook's as for incidents (``duplicate.*``); how long a dispute counts as
recent is the window of repeats (``dispute.repeat_window_months``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from disputes.models import Dispute
from disputes.queries.disputes import disputes_visible, window_start
from disputes.rules.likeness import ALIKE, likeness
from grids.queries.incidents import place_of
from grids.queries.limits import duplicate_weights
from grids.rules.duplicates import DuplicateWeights, duplicate_score, metres_between, text_similarity
from pingan.access.rules import Actor
from pingan.common.errors import Invalid

#: As many of the newest are compared; a township has fewer open ones of one type.
_LOOKED_AT = 200
#: Places in words that have this share in common are the same place (our own choice).
_SAME_WORDS = 0.6


@dataclass(frozen=True)
class Unsent:
    """What a registration says so far that tells it apart from others."""

    type: str
    text: str
    longitude: float | None = None
    latitude: float | None = None
    grid: int | None = None
    region: str = ""
    place_text: str = ""


@dataclass(frozen=True)
class Alike:
    """An open dispute that may be the same. ``distance_m`` None: one of the two has no point."""

    dispute: Dispute
    score: float
    distance_m: float | None


def likely_repeats(
    actor: Actor, unsent: Unsent, *, now: datetime | None = None, most: int = 3
) -> list[Alike]:
    """Return open disputes of the actor's scope that a registration may repeat, the most alike first.

    Restricted ones never stand among them, not for their named readers either: a hint is shown unasked, perhaps with
    others looking on. Nothing where type or place is not understood yet.
    """
    moment = now or timezone.now()
    try:
        place = place_of(
            actor=actor,
            longitude=unsent.longitude,
            latitude=unsent.latitude,
            grid_id=unsent.grid,
            region_code=unsent.region,
            may_be_unknown=True,
        )
    except Invalid:
        return []
    code = place.region.code
    since = window_start(code, moment)
    weights = replace(duplicate_weights(code), late_hours=(moment - since).total_seconds() / 3600)
    rows = disputes_visible(actor).filter(
        matter__kind="dispute",
        matter__class_code=unsent.type,
        matter__township_code=code[:9],
        matter__opened_at__gte=since,
        matter__closed_at=None,
        matter__is_restricted=False,
    )
    found = [
        alike
        for row in rows[:_LOOKED_AT]
        if (alike := _compared(row, unsent, place.grid_id, code, weights, moment)) is not None
    ]
    return sorted(found, key=lambda alike: -alike.score)[:most]


def _compared(
    row: Dispute, unsent: Unsent, grid_id: int | None, code: str, weights: DuplicateWeights, now: datetime
) -> Alike | None:
    """Return how alike a dispute is; None where it is elsewhere, or about something else."""
    matter = row.matter
    distance = metres_between(unsent.longitude, unsent.latitude, matter.longitude, matter.latitude)
    is_near = distance is not None and distance <= weights.far_m
    is_same_grid = grid_id is not None and matter.grid_id == grid_id
    is_same_address = (
        matter.region_code == code and text_similarity(unsent.place_text, row.place_text) >= _SAME_WORDS
    )
    words = likeness(unsent.text, matter.text)
    # A village has several quarrels of a type at a time: what lies near must speak of the same thing, too.
    if not is_same_address and not ((is_near or is_same_grid) and words >= ALIKE):
        return None
    score = duplicate_score(
        distance_m=distance,
        hours_apart=(now - matter.opened_at).total_seconds() / 3600,
        same_category=True,
        text_similarity=words,
        weights=weights,
    )
    return Alike(row, score, distance)
