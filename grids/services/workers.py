"""Putting people to work in a grid, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyRole, Employment, Grid, GridAssignment
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.audit.services import log
from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.common.text import plain_text


@dataclass(frozen=True)
class AssignmentInput:
    """Who, with which duty, from when. ``public_phone`` blank: none is published."""

    user_id: int
    duty_role: str
    employment: str
    public_phone: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    reason: str = ""


def _errors(data: AssignmentInput, grid: Grid, start: date) -> dict[str, str]:
    known = _("Choose one of the listed values.")
    errors: dict[str, str] = {}
    if data.duty_role not in DutyRole.values:
        errors["duty_role"] = known
    if data.employment not in Employment.values:
        errors["employment"] = known
    if not User.objects.filter(pk=data.user_id, is_active=True).exists():
        errors["user"] = _("Choose a person with an open account.")
    if data.valid_to is not None and data.valid_to <= start:
        errors["valid_to"] = _("The end lies after the beginning.")
    if start < grid.valid_from or (grid.valid_to is not None and start >= grid.valid_to):
        errors["valid_from"] = _("The grid does not exist on that day.")
    return errors


@transaction.atomic
def assign_worker(*, actor: Actor, grid_id: int, data: AssignmentInput) -> GridAssignment:
    """Assign a person to a grid from a day on (default: today). Written into the security log: with a post
    as grid worker it opens the grid's matters.

    Raises:
        NotFound, Forbidden: not this actor's grid.
        Invalid: unknown duty or employment, closed account, days that do not fit.
        Conflict: the person has this duty in the grid already in that period.

    """
    grid = fetch(Grid, actor, grid_id, "edit")
    start = data.valid_from or timezone.localdate()
    errors = _errors(data, grid, start)
    if errors:
        raise Invalid(errors)
    end = data.valid_to
    if grid.valid_to is not None:
        end = min(end or grid.valid_to, grid.valid_to)
    row = GridAssignment(
        grid=grid,
        user_id=data.user_id,
        duty_role=data.duty_role,
        employment=data.employment,
        public_phone=data.public_phone[:30],
        valid_from=start,
        valid_to=end,
        reason=data.reason.strip()[:200],
        assigned_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This person already has this duty in the grid in that period.")) from error
    write_down(actor, row, grid, "grid.worker_assigned", data.reason)
    return row


@transaction.atomic
def end_assignment(
    *, actor: Actor, assignment_id: int, reason: str, on: date | None = None
) -> GridAssignment:
    """End an assignment on a day (default: today); the day itself no longer counts. History stays.

    Raises:
        NotFound: no such assignment in the actor's area.
        Forbidden: visible, but not this actor's to end.
        Invalid: no reason, already ended, or a day before it began.

    """
    fetch(GridAssignment, actor, assignment_id)
    row = (
        GridAssignment.objects.select_for_update(of=("self",))
        .select_related("grid__region")
        .get(pk=assignment_id)
    )
    if not allows(actor, "edit", row):
        raise Forbidden()
    day = on or timezone.localdate()
    reason = plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the assignment ends.")})
    if row.valid_to is not None and row.valid_to <= day:
        raise Invalid({"": _("This assignment has already ended.")})
    if day < row.valid_from:
        raise Invalid({"on": _("An assignment cannot end before it began.")})
    row.valid_to = day
    row.ended_reason = reason.strip()[:200]
    row.ended_by_id = actor.user_id
    row.save(update_fields=["valid_to", "ended_reason", "ended_by"])
    write_down(actor, row, row.grid, "grid.worker_ended", reason)
    return row


def write_down(actor: Actor, row: GridAssignment, grid: Grid, action: str, reason: str) -> None:
    """Write who got or lost a duty into the security log, in the transaction of the change."""
    log(
        actor=actor,
        action=action,
        object_type="grids.gridassignment",
        object_id=row.pk,
        reason=reason,
        data={"grid": grid.code, "user": row.user_id, "duty": row.duty_role},
        region_code=grid.region.code,
    )
