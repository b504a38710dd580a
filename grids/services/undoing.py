"""Undoing an operation on grids while nothing later has touched its grids, and cancelling one before its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, GridAssignment, GridChange, GridOperation, GridOperationPart
from grids.services.borders import take_borders_back
from grids.services.operations import FROM, TO, by_point, checked_reason, move_what_stands
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import IllegalAction, Stale
from pingan.matters.models import Matter


def _touched(message: str) -> IllegalAction:
    return IllegalAction(message)


def why_not_undone(operation: GridOperation, parts: list[GridOperationPart]) -> str:
    """Return why an operation can no longer be undone, as a sentence; blank: it can.

    What somebody did to its grids afterwards would be lost or stand in a grid that never was: an edit, another operation,
    an assignment, a matter that was closed there.
    """
    if operation.undone_at is not None:
        return _("This was undone already.")
    if operation.carried_out_at is None:
        refusal = _why_not_cancelled(operation, parts)
        if refusal is not None:
            return refusal
    return _why_touched(parts)


def _why_touched(parts: list[GridOperationPart]) -> str:
    for part in parts:
        if part.grid.version != part.version:
            return _("%(grid)s was changed since. Make a new change instead.") % {"grid": part.grid.name}
    new = [part for part in parts if part.side == TO]
    for part in new:
        made = set(part.former.get("assignments", []))
        rows = GridAssignment.objects.filter(grid=part.grid_id)
        if {row.pk for row in rows if row.ended_reason == ""} != made:
            return _("People were assigned to %(grid)s or left it since.") % {"grid": part.grid.name}
    settled = Matter.objects.filter(grid__in=[part.grid_id for part in new]).exclude(closed_at=None)
    if settled.exists():
        return _("Matters were closed in the new grids. Closed history is never rewritten.")
    return ""


def _why_not_cancelled(operation: GridOperation, parts: list[GridOperationPart]) -> str | None:
    """Return why a change that waits cannot be cancelled, blank where it can; None: its day has come, as for one done.

    What was edited meanwhile stays as it is: neither a border that waits nor grids that never begin have touched it.
    """
    if operation.kind == GridOperation.Kind.BORDERS:
        return ""
    if operation.day <= timezone.localdate():
        return None
    moved = [part.grid for part in parts if part.side == FROM and part.grid.valid_to != operation.day]
    if moved:
        return _("%(grid)s was changed since. Make a new change instead.") % {"grid": moved[0].name}
    return ""


@transaction.atomic
def undo_operation(
    *, actor: Actor, operation_id: int, reason: str, seen_version: int | None = None
) -> GridOperation:
    """Take an operation back: the old grids and their people hold again, the new ones never held.

    Before its day this cancels it. Open matters return to the grid that they left, those reported since to the old grid
    that holds their point. Everything stays in the history.

    Raises:
        NotFound, Forbidden: not this actor's operation.
        Stale: somebody else undid it, or its day came, in the meantime.
        Invalid: no reason.
        IllegalAction: something later touched its grids; the sentence says what.

    """
    fetch(GridOperation, actor, operation_id, "edit")
    operation = GridOperation.objects.select_for_update(of=("self",)).get(pk=operation_id)
    if seen_version is not None and operation.version != seen_version:
        raise Stale(current=operation.version)
    text = checked_reason(reason)
    list(Grid.objects.select_for_update().filter(operation_parts__operation=operation).order_by("pk"))
    parts = list(operation.parts.select_related("grid__region").order_by("grid_id"))
    refusal = why_not_undone(operation, parts)
    if refusal:
        raise _touched(refusal)
    if operation.kind == GridOperation.Kind.BORDERS:
        take_borders_back(actor, operation, parts, text)
    else:
        _put_back(actor, operation, parts, text)
    operation.undone_at = timezone.now()
    operation.undone_by_id = actor.user_id
    operation.undone_reason = text
    operation.version += 1
    operation.save(update_fields=["undone_at", "undone_by", "undone_reason", "version"])
    return operation


def _put_back(actor: Actor, operation: GridOperation, parts: list[GridOperationPart], reason: str) -> None:
    old = [part for part in parts if part.side == FROM]
    new = [part for part in parts if part.side == TO]
    for part in new:
        _never_held(part, actor, reason)
    for part in old:
        _hold_again(part, actor, reason)
    if operation.carried_out_at is None:
        return
    came_from = {matter: part.grid_id for part in old for matter in part.matters}
    old_grids, new_grids = [part.grid for part in old], [part.grid for part in new]
    for grid in old_grids:
        ids = [matter for matter, home in came_from.items() if home == grid.pk]
        if ids:
            _move(actor, new_grids, old_grids, grid.pk, ids)
    rule = by_point(old_grids)
    first = old_grids[0].pk
    move_what_stands(
        actor=actor, left=new_grids, to=old_grids, chosen=lambda left, point: rule(left, point) or first
    )


def _move(actor: Actor, left: list[Grid], to: list[Grid], home: int, ids: list[int]) -> None:
    move_what_stands(actor=actor, left=left, to=to, chosen=lambda _left, _point: home, only=ids)


def _note(grid: Grid, action: GridChange.Action, actor: Actor, reason: str, before: dict[str, Any]) -> None:
    GridChange.objects.create(
        grid=grid,
        version=grid.version,
        action=action,
        before=before,
        reason=reason,
        changed_by_id=actor.user_id,
    )


def _never_held(part: GridOperationPart, actor: Actor, reason: str) -> None:
    grid = part.grid
    grid.valid_to = grid.valid_from
    grid.version += 1
    grid.save(update_fields=["valid_to", "version"])
    rows = GridAssignment.objects.filter(grid=grid).select_related("user")
    for row in rows:
        _log_end(actor, row, grid, reason)
    rows.update(valid_to=F("valid_from"), ended_reason=reason[:200], ended_by_id=actor.user_id)
    _note(grid, GridChange.Action.RETIRE, actor, reason, {"valid_to": None})


def _hold_again(part: GridOperationPart, actor: Actor, reason: str) -> None:
    grid = part.grid
    before = {"valid_to": grid.valid_to.isoformat() if grid.valid_to else None}
    grid.valid_to = None
    grid.version += 1
    grid.save(update_fields=["valid_to", "version"])
    for kept in part.former.get("assignments", []):
        end = date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None
        GridAssignment.objects.filter(pk=kept["id"], grid=grid).update(
            valid_to=end, ended_reason=kept["ended_reason"], ended_by=None
        )
    _note(grid, GridChange.Action.RESTORE, actor, reason, before)


def _log_end(actor: Actor, row: GridAssignment, grid: Grid, reason: str) -> None:
    log(
        actor=actor,
        action="grid.worker_ended",
        object_type="grids.gridassignment",
        object_id=row.pk,
        reason=reason,
        data={"grid": grid.code, "user": row.user_id, "duty": row.duty_role},
        region_code=grid.region.code,
    )
