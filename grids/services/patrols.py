"""Recording a patrol: one walk, sent as a whole, once (Articles 15, 16)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import (
    Grid,
    NotVisited,
    Patrol,
    PatrolFinding,
    PatrolOccasion,
    PatrolPlan,
    PatrolPoint,
    PatrolVisit,
)
from grids.queries.patrols import every_point_of, may_walk
from grids.rules.patrols import VISITED, Moments, moments_of
from grids.rules.points import point_problems
from grids.services.patrol_opening import opened_on
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.kept_words import kept_words
from pingan.common.text import plain_text

LONGEST_NOTE = 1000
#: Told by the phone before a walk is kept, and by the server.
ANSWER_EACH_POINT = gettext_lazy("Tick the point, or say why it could not be visited.")


@dataclass(frozen=True)
class PatrolInput:
    """A walk as it is sent. ``plan_id`` or, for a free patrol, ``grid_id``. ``key``: made on the device; None: made here.

    ``answers`` by point: "visited" or a reason of ``NotVisited``. ``asked``: the points that whoever walked was shown;
    None: all that stand. Coordinates (WGS-84): where it is sent from, never where it led.
    """

    plan_id: int | None = None
    grid_id: int | None = None
    key: uuid.UUID | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
    asked: Sequence[int] | None = None
    note: str = ""
    longitude: float | None = None
    latitude: float | None = None
    accuracy_m: float | None = None


def record_patrol(*, actor: Actor, data: PatrolInput) -> Patrol:
    """Record a patrol; the same walk (``key``) a second time changes nothing and is returned as it was recorded.

    A plan that ended, a point that was dropped and an assignment that ended since the day of the walk do not matter:
    what was walked without a network is not lost.

    Raises:
        NotFound, Forbidden: neither one's own grid on that day nor one's own area.
        Invalid: a point without an answer at "point-<id>", "note", "ended_at", a half place.

    """
    key = data.key or uuid.uuid4()
    known = Patrol.objects.filter(walked_by_id=actor.person, key=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _record(actor, data, key)
    except IntegrityError:
        # The same walk arrived twice at once; the other one was faster.
        known = Patrol.objects.filter(walked_by_id=actor.person, key=key).first()
        if known is None:
            raise
        return known


def _record(actor: Actor, data: PatrolInput, key: uuid.UUID) -> Patrol:
    plan, grid = _ground(data)
    moments = _moments(data)
    day = timezone.localdate(moments.ended_at)
    if not may_walk(actor, grid, day):
        raise NotFound() if not actor.covers(grid.region.code) else Forbidden()
    points = every_point_of(plan) if plan is not None else {}
    faults = _faults(data, points)
    if faults:
        raise Invalid(faults)
    occasion = _fulfilled(plan, day)
    row = Patrol.objects.create(
        key=key,
        plan=plan,
        occasion=occasion,
        grid=grid,
        walked_by_id=actor.person,
        started_at=moments.started_at,
        ended_at=moments.ended_at,
        walked_on=day,
        note=kept_words(plain_text(data.note)).strip()[:LONGEST_NOTE],
        longitude=data.longitude,
        latitude=data.latitude,
        accuracy_m=data.accuracy_m if data.longitude is not None else None,
    )
    PatrolVisit.objects.bulk_create(
        PatrolVisit(
            patrol=row, point_id=pk, is_visited=said == VISITED, reason="" if said == VISITED else said
        )
        for pk, said in data.answers.items()
    )
    PatrolFinding.objects.filter(walk=key, patrol=None, incident__matter__created_by_id=actor.user_id).update(
        patrol=row
    )
    log(
        actor=actor,
        action="patrol.recorded",
        object_type="grids.patrol",
        object_id=row.pk,
        data={"grid": grid.code, "plan": row.plan_id},
        region_code=grid.region.code,
    )
    return row


def _ground(data: PatrolInput) -> tuple[PatrolPlan | None, Grid]:
    if data.plan_id is not None:
        plans = PatrolPlan.objects.select_related("grid__region").defer("grid__boundary", "grid__bbox")
        plan = plans.filter(pk=data.plan_id).first()
        if plan is None:
            raise NotFound()
        return plan, plan.grid
    grid = (
        Grid.objects.select_related("region").defer("boundary", "bbox").filter(pk=data.grid_id or 0).first()
    )
    if grid is None:
        raise NotFound()
    return None, grid


def _too_long_ago() -> str:
    """Nearly always it is the clock of the phone: nobody keeps a walk for months. Sent from the form again, it ends anew."""
    return _(
        "By this phone's clock the walk ended too long ago. If the clock was wrong, set it right, open the walk for editing "
        "and send it again: it then ends at that moment. If it was right, tell your desk; the walk is not recorded."
    )


def _moments(data: PatrolInput) -> Moments:
    try:
        return moments_of(data.started_at, data.ended_at, timezone.now())
    except ValueError as error:
        raise Invalid({"ended_at": _too_long_ago()}) from error


def _faults(data: PatrolInput, points: Mapping[int, PatrolPoint]) -> dict[str, Any]:
    faults: dict[str, Any] = {name: _(text) for name, text in _place_problems(data).items()}
    if len(data.note) > LONGEST_NOTE:
        faults["note"] = _("Write at most %(most)d characters.") % {"most": LONGEST_NOTE}
    known = {VISITED, *NotVisited.values}
    if set(data.answers) - set(points):
        faults["points"] = _("There is an answer to a point that is not of this plan.")
    standing = [pk for pk, point in points.items() if point.dropped_on is None]
    asked = standing if data.asked is None else [pk for pk in data.asked if pk in points]
    for pk in {*asked, *data.answers} & set(points):
        if data.answers.get(pk) not in known:
            faults[f"point-{pk}"] = ANSWER_EACH_POINT
    return faults


def _place_problems(data: PatrolInput) -> dict[str, str]:
    return point_problems(data.longitude, data.latitude, may_be_anywhere=True)


def _fulfilled(plan: PatrolPlan | None, day: Any) -> PatrolOccasion | None:
    """Count the walk in the period in which it took place, and return that; None: nothing was due."""
    occasion = opened_on(plan, day) if plan is not None else None
    if occasion is not None:
        PatrolOccasion.objects.filter(pk=occasion.pk).update(done=F("done") + 1)
    return occasion
