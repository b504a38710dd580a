"""Plans of patrols: made by a desk for grids of its area, edited, ended (Articles 15, 51)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, PatrolOccasion, PatrolPeriod, PatrolPlan, PatrolPoint
from grids.rules.patrols import PLAN
from grids.rules.points import metres_outside, point_problems
from grids.services.patrol_opening import opened_on
from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, IllegalAction, Invalid, Stale
from pingan.common.text import plain_text

#: More than one person sees on one walk; our own choice, as is the number of grids that one form serves.
MOST_POINTS = 40
MOST_GRIDS = 200
#: So far beyond the border may a point lie: what is looked at from there, a border that was drawn roughly (our own choice).
FURTHEST_OUTSIDE_M = 1000
#: A plan that begins later than this is a slip of the pen (our own choice, as for changes of grids).
FURTHEST_START = timedelta(days=731)


@dataclass(frozen=True)
class PointInput:
    """One point as it is written. ``id`` None: a new one; coordinates (WGS-84) both or neither."""

    name: str
    look_at: str = ""
    longitude: float | None = None
    latitude: float | None = None
    id: int | None = None


@dataclass(frozen=True)
class PlanInput:
    """A plan as it is written. ``starts_on`` None: today; ``ends_on`` None: until it is ended."""

    title: str
    instructions: str = ""
    period: str = PatrolPeriod.WEEK
    times: int = 1
    starts_on: date | None = None
    ends_on: date | None = None
    points: Sequence[PointInput] = ()


def _faults(data: PlanInput, start: date) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    if not 2 <= len(data.title.strip()) <= 80:
        faults["title"] = _("Give a title of 2 to 80 characters.")
    if len(data.instructions) > 500:
        faults["instructions"] = _("Write at most %(most)d characters.") % {"most": 500}
    if data.period not in PatrolPeriod.values:
        faults["period"] = _("Choose one of the listed values.")
    if not 1 <= data.times <= 31:
        faults["times"] = _("Between 1 and 31 times.")
    if start > timezone.localdate() + FURTHEST_START:
        faults["starts_on"] = _("A plan begins within two years.")
    if data.ends_on is not None and data.ends_on < start:
        faults["ends_on"] = _("The end lies after the beginning.")
    return faults | _faults_of_points(data.points)


def _faults_of_points(points: Sequence[PointInput]) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    if len(points) > MOST_POINTS:
        faults["points"] = _("At most %(most)d points in one plan.") % {"most": MOST_POINTS}
    for place, point in enumerate(points):
        if not 0 < len(point.name.strip()) <= 60:
            faults[f"points.{place}.name"] = _("Give the point a name of at most 60 characters.")
        if len(point.look_at) > 200:
            faults[f"points.{place}.look_at"] = _("Write at most %(most)d characters.") % {"most": 200}
        for name, text in point_problems(point.longitude, point.latitude).items():
            faults[f"points.{place}.{name}"] = _(text)
    return faults


def _faults_of_ground(grid: Grid, points: Sequence[PointInput]) -> dict[str, Any]:
    """Return what is wrong with points that nobody could visit on a walk through the grid."""
    faults: dict[str, Any] = {}
    for place, point in enumerate(points):
        if grid.boundary is None or point.longitude is None or point.latitude is None:
            continue
        metres = metres_outside(grid.boundary, point.longitude, point.latitude)
        if metres > FURTHEST_OUTSIDE_M:
            told = _("This point lies %(km)s km outside the grid.") % {"km": f"{metres / 1000:.1f}"}
            faults[f"points.{place}.longitude"] = told
    return faults


@transaction.atomic
def make_plans(*, actor: Actor, grid_ids: Sequence[int], data: PlanInput) -> list[PatrolPlan]:
    """Make the same plan for each of some grids; what is due today is due at once. Points differ by grid: with more
    than one grid they are added on each plan.

    Raises:
        Forbidden: this post plans no patrols.
        Invalid: at its field; a grid that is not the actor's or not in force.

    """
    if not actor.has(PLAN):
        raise Forbidden()
    start = data.starts_on or timezone.localdate()
    faults = _faults(data, start)
    wanted = list(dict.fromkeys(grid_ids))
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(start), pk__in=wanted[: MOST_GRIDS + 1])
    grids = {grid.pk: grid for grid in rows.select_related("region").defer("boundary", "bbox")}
    if not wanted or len(wanted) > MOST_GRIDS:
        faults["grids"] = _("Choose between 1 and %(most)d grids.") % {"most": MOST_GRIDS}
    elif set(wanted) - set(grids) or any(not actor.covers(grid.region.code) for grid in grids.values()):
        faults["grids"] = _("Choose grids of your own area that are in force.")
    elif len(wanted) > 1 and data.points:
        faults["points"] = _("Points differ from grid to grid: add them on the plan of each.")
    elif not faults:
        faults = _faults_of_ground(grids[wanted[0]], data.points) if data.points else {}
    if faults:
        raise Invalid(faults)
    return [_made(actor, grids[pk], data, start) for pk in wanted]


def _made(actor: Actor, grid: Grid, data: PlanInput, start: date) -> PatrolPlan:
    plan = PatrolPlan.objects.create(
        grid=grid,
        title=plain_text(data.title).strip(),
        instructions=plain_text(data.instructions).strip(),
        period=data.period,
        times=data.times,
        starts_on=start,
        ends_on=data.ends_on,
        created_by_id=actor.user_id,
    )
    _write_points(plan, data.points)
    opened_on(plan, timezone.localdate())
    _write_down(actor, plan, "patrol.plan_made")
    return plan


def _write_points(plan: PatrolPlan, points: Sequence[PointInput]) -> None:
    """Put the points in their order; one that is no longer named is dropped today and keeps its visits."""
    standing = {point.pk: point for point in plan.points.filter(dropped_on=None)}
    for order, given in enumerate(points):
        row = standing.pop(given.id, None) if given.id is not None else None
        row = row or PatrolPoint(plan=plan)
        row.order, row.name, row.look_at = order, plain_text(given.name).strip(), given.look_at.strip()
        row.longitude, row.latitude = given.longitude, given.latitude
        row.save()
    PatrolPoint.objects.filter(pk__in=standing).update(dropped_on=timezone.localdate())


def _changed(actor: Actor, plan_id: int, seen_version: int | None) -> PatrolPlan:
    fetch(PatrolPlan, actor, plan_id, "edit")
    plan = PatrolPlan.objects.select_for_update(of=("self",)).select_related("grid__region").get(pk=plan_id)
    if seen_version is not None and seen_version != plan.version:
        raise Stale(version=plan.version)
    if plan.ended_reason or (plan.ends_on is not None and plan.ends_on < timezone.localdate()):
        raise IllegalAction(_("This plan has ended."), legal=[])
    plan.version += 1
    return plan


@transaction.atomic
def edit_plan(
    *,
    actor: Actor,
    plan_id: int,
    title: str,
    instructions: str,
    points: Sequence[PointInput],
    seen_version: int | None = None,
) -> PatrolPlan:
    """Change title, instructions and points of a plan. How often stays: another frequency is another plan.

    Raises:
        NotFound, Forbidden, Stale: not the actor's; changed meanwhile.
        IllegalAction: it has ended.
        Invalid: at its field.

    """
    plan = _changed(actor, plan_id, seen_version)
    data = PlanInput(title, instructions, plan.period, plan.times, plan.starts_on, plan.ends_on, points)
    faults = _faults(data, plan.starts_on) or _faults_of_ground(plan.grid, points)
    if faults:
        raise Invalid(faults)
    plan.title, plan.instructions = plain_text(title).strip(), plain_text(instructions).strip()
    plan.save(update_fields=["title", "instructions", "version"])
    _write_points(plan, points)
    _write_down(actor, plan, "patrol.plan_edited")
    return plan


@transaction.atomic
def end_plan(*, actor: Actor, plan_id: int, reason: str, seen_version: int | None = None) -> PatrolPlan:
    """End a plan with today as its last day; what is due and not done by now is called off, what was done stays.

    Raises:
        NotFound, Forbidden, Stale: not the actor's; changed meanwhile.
        IllegalAction: it has ended.
        Invalid: no reason.

    """
    plan = _changed(actor, plan_id, seen_version)
    words = plain_text(reason).strip()
    if not 2 <= len(words) <= 200:
        raise Invalid({"reason": _("Say why, in 2 to 200 characters.")})
    today = timezone.localdate()
    opened_on(plan, today)
    plan.ends_on, plan.ended_reason = max(today, plan.starts_on), words
    plan.save(update_fields=["ends_on", "ended_reason", "version"])
    PatrolOccasion.objects.filter(
        plan=plan, period_to__gte=today, called_off_on=None, done__lt=F("times")
    ).update(called_off_on=today)
    _write_down(actor, plan, "patrol.plan_ended", reason=words)
    return plan


def _write_down(actor: Actor, plan: PatrolPlan, action: str, *, reason: str = "") -> None:
    log(
        actor=actor,
        action=action,
        object_type="grids.patrolplan",
        object_id=plan.pk,
        reason=reason,
        data={"grid": plan.grid.code, "period": plan.period, "times": plan.times},
        region_code=plan.grid.region.code,
    )
