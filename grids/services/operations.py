"""What splitting, merging and moving borders share: the record, the day it is carried out, and undoing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import shape

from grids.models import Grid, GridAssignment, GridOperation, GridOperationPart
from grids.rules.cutting import piece_at
from grids.services.planned import demand_unplanned
from grids.services.workers import AssignmentInput, assign_worker
from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.slots import grid_successions
from pingan.common.text import plain_text
from pingan.matters.models import Matter
from pingan.matters.services.regridding import Chosen, Named, move_open_matters
from pingan.org.models import Region
from pingan.org.queries import path_to

FROM, TO = GridOperationPart.Side.FROM, GridOperationPart.Side.TO

#: Further ahead nobody plans grids; a change that waits holds back every other one of its grids.
FURTHEST = timedelta(days=731)


def checked_reason(reason: str, field: str = "reason") -> str:
    """Return the reason as it is kept.

    Raises:
        Invalid: none was given.

    """
    text = plain_text(reason).strip()[:300]
    if not text:
        raise Invalid({field: _("Say why the grids change.")})
    return text


def checked_day(on: date | None) -> date:
    """Return the day from which an operation holds (default: today).

    Raises:
        Invalid: a day that is over (what happened under the old grids stays as it was), or one further than two years ahead.

    """
    today = timezone.localdate()
    if on is not None and on < today:
        raise Invalid({"on": _("Grids change today or on a later day.")})
    if on is not None and on > today + FURTHEST:
        raise Invalid({"on": _("Grids are changed at most two years ahead.")})
    return on or today


def checked_start(grids: Iterable[Grid], on: date | None) -> date:
    """Return the day from which a change of grids holds, refused for a preview as the commit would refuse it.

    Raises:
        Invalid: see ``checked_day`` and ``demand_endless``.

    """
    day = checked_day(on)
    demand_endless(grids, day)
    return day


def demand_endless(grids: Iterable[Grid], day: date) -> None:
    """Refuse grids that do not last beyond the day.

    Raises:
        Invalid: one of them begins after the day, has an end already, or is held by a change that waits.

    """
    grids = list(grids)
    for grid in grids:
        if grid.valid_to is not None:
            sentence = _("%(grid)s ends on %(day)s already.")
            raise Invalid({"": sentence % {"grid": grid.name, "day": grid.valid_to.isoformat()}})
        if grid.valid_from > day:
            sentence = _("%(grid)s begins only on %(day)s.")
            raise Invalid({"on": sentence % {"grid": grid.name, "day": grid.valid_from.isoformat()}})
    demand_unplanned(grids)


def region_around(grids: Sequence[Grid]) -> Region:
    """Return the smallest division that holds all grids.

    Raises:
        Invalid: they lie in several counties; each county sets its own grids (Article 15).

    """
    paths = [path_to(grid.region) for grid in grids]
    common: list[Region] = [
        steps[0] for steps in zip(*paths, strict=False) if len({step.pk for step in steps}) == 1
    ]
    if common[-1].level < 3:
        raise Invalid({"": _("These grids lie in several counties. Each county sets its own grids.")})
    return common[-1]


def open_operation(
    *, actor: Actor, kind: str, grids: Sequence[Grid], day: date, reason: str
) -> GridOperation:
    """Write the record of an operation; the caller adds its parts in the same transaction."""
    return GridOperation.objects.create(
        kind=kind, region=region_around(grids), day=day, reason=reason, made_by_id=actor.user_id
    )


def assignments_kept(grid: Grid) -> list[dict[str, Any]]:
    """Return how the assignments that an end of the grid would touch stand now, for undoing it."""
    rows = GridAssignment.objects.filter(grid=grid, valid_to=None) | GridAssignment.objects.filter(
        grid=grid, valid_to__gt=timezone.localdate()
    )
    return [
        {
            "id": row.pk,
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "ended_reason": row.ended_reason,
        }
        for row in rows.order_by("pk")
    ]


def people_chosen(chosen: Iterable[int], grids: Sequence[Grid], day: date) -> list[GridAssignment]:
    """Return the assignments that go on elsewhere, each person and duty once. Ask before the grids end.

    Raises:
        Invalid: an assignment that belongs to none of the grids or does not hold on the day.

    """
    wanted = set(chosen)
    rows = GridAssignment.objects.filter(
        GridAssignment.in_force_q(day), grid__in=[grid.pk for grid in grids], pk__in=wanted
    )
    found = list(rows.order_by("pk"))
    if len(found) != len(wanted):
        raise Invalid({"assignments": _("Choose among the people who work in the old grid on that day.")})
    return list({(row.user_id, row.duty_role): row for row in reversed(found)}.values())[::-1]


def assign_again(
    *, actor: Actor, rows: Iterable[GridAssignment], to: Grid, day: date, reason: str
) -> list[int]:
    """Assign people to a new grid with the duty that they had in the old one; return the new keys."""
    made = []
    for row in rows:
        data = AssignmentInput(
            user_id=row.user_id,
            duty_role=row.duty_role,
            employment=row.employment,
            public_phone=row.public_phone,
            valid_from=day,
            valid_to=row.valid_to,
            reason=reason[:200],
        )
        made.append(assign_worker(actor=actor, grid_id=to.pk, data=data).pk)
    return made


def named(grids: Iterable[Grid]) -> list[Named]:
    """Return grids as the timeline of a matter names them."""
    return [Named(grid.pk, grid.code, grid.name) for grid in grids]


def by_point(grids: Iterable[Grid]) -> Chosen:
    """Return the rule that finds the grid of a point among some grids; without a point nothing is chosen."""
    pieces = {grid.pk: shape(grid.boundary) for grid in grids if grid.boundary is not None}

    def chosen(_left: int, point: tuple[float, float] | None) -> int | None:
        return None if point is None else piece_at(point, pieces)

    return chosen


def move_what_stands(
    *, actor: Actor, left: Sequence[Grid], to: Sequence[Grid], chosen: Chosen, only: Iterable[int] = ()
) -> dict[int, list[int]]:
    """Move open matters, and what higher apps keep in grids, from grids that ended to those that follow."""
    ids = [grid.pk for grid in left]
    moved = move_open_matters(actor=actor, grid_ids=ids, chosen=chosen, names=named([*left, *to]), only=only)
    if not list(only):
        for move in grid_successions.entries():
            move(ids, chosen)
    return moved


def carry_out(operation: GridOperation, actor: Actor) -> None:
    """Move what stands in the grids of a split or a merge on the day it begins. The operation is locked."""
    parts = list(operation.parts.select_related("grid"))
    old = [part.grid for part in parts if part.side == FROM]
    new = [part.grid for part in parts if part.side == TO]
    is_merge = operation.kind == GridOperation.Kind.MERGE
    rule: Chosen = (lambda _left, _point: new[0].pk) if is_merge else by_point(new)
    moved = move_what_stands(actor=actor, left=old, to=new, chosen=rule)
    for part in parts:
        if part.grid_id in moved:
            part.matters = moved[part.grid_id]
            part.save(update_fields=["matters"])
    finish(operation)


def finish(operation: GridOperation) -> None:
    """Note that an operation was carried out."""
    operation.carried_out_at = timezone.now()
    operation.version += 1
    operation.save(update_fields=["carried_out_at", "version"])


@transaction.atomic
def place_matters(*, actor: Actor, operation_id: int, grid_id: int, matter_ids: Sequence[int]) -> int:
    """Put open matters without a point, left behind by a split, into one of its pieces; return how many moved.

    Raises:
        NotFound, Forbidden: not this actor's operation.
        Invalid: no matter chosen, or a grid that is none of the pieces.

    """
    operation = fetch(GridOperation, actor, operation_id, "edit")
    parts = list(operation.parts.select_related("grid"))
    old = [part for part in parts if part.side == FROM]
    new = {part.grid_id: part.grid for part in parts if part.side == TO}
    if grid_id not in new or operation.carried_out_at is None or operation.undone_at is not None:
        raise Invalid({"grid": _("Choose one of the new grids.")})
    seen = visible_to(Matter, actor).filter(pk__in=list(matter_ids), closed_at=None)
    ids = list(seen.filter(grid__in=[part.grid_id for part in old]).values_list("pk", flat=True))
    if not ids:
        raise Invalid({"matters": _("Choose at least one matter.")})
    moved = move_what_stands(
        actor=actor,
        left=[part.grid for part in old],
        to=list(new.values()),
        chosen=lambda _left, _point: grid_id,
        only=ids,
    )
    for part in old:
        part.matters = [*part.matters, *moved.get(part.grid_id, [])]
        part.save(update_fields=["matters"])
    return sum(map(len, moved.values()))
