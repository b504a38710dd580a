"""Writing a faultless file of assignments, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, GridAssignment
from grids.rules.worker_rows import WorkerRow
from grids.services.workers import write_down
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.imports.models import ImportChange
from pingan.imports.rules.plans import Plan
from pingan.imports.services import Touched


@dataclass(frozen=True)
class Found:
    """What a row names in the database; ``stored`` is the assignment of this person with this duty in this grid."""

    row: WorkerRow
    grid: Grid
    user_id: int
    stored: GridAssignment | None


def is_other_work(row: WorkerRow, old: GridAssignment) -> bool:
    """Say whether a row says something that begins a new period: another employment, another published phone."""
    return row.employment != old.employment or ("phone" in row.given and row.phone != old.public_phone)


def mark_of(row: GridAssignment) -> str:
    """Return what an assignment is recognised by: as long as it is the same, nobody changed the row."""
    return f"{row.valid_from}/{row.valid_to or ''}/{row.employment}/{row.public_phone}"


def _began(found: Found, actor: Actor, reason: str, start: date) -> GridAssignment:
    row, grid = found.row, found.grid
    old = found.stored
    end = row.end if "to" in row.given or old is None else old.valid_to
    if grid.valid_to is not None:
        end = min(end or grid.valid_to, grid.valid_to)
    return GridAssignment.objects.create(
        grid=grid,
        user_id=found.user_id,
        duty_role=row.duty,
        employment=row.employment,
        public_phone=row.phone if "phone" in row.given or old is None else old.public_phone,
        valid_from=start,
        valid_to=end,
        reason=reason,
        assigned_by_id=actor.user_id,
    )


def _write(found: Found, actor: Actor, reason: str, today: date) -> list[Touched]:
    row, old = found.row, found.stored
    if old is None:
        new = _began(found, actor, reason, row.start or today)
        write_down(actor, new, found.grid, "grid.worker_assigned", reason)
        return [Touched(new.pk, "new", mark_of(new), {})]
    before = {
        "valid_to": old.valid_to.isoformat() if old.valid_to else None,
        "ended_reason": old.ended_reason,
        "ended_by_id": old.ended_by_id,
    }
    is_other = is_other_work(row, old)
    turn = row.start if row.start and row.start > old.valid_from else max(today, old.valid_from)
    old.valid_to = turn if is_other else row.end
    old.ended_reason = reason if old.valid_to else ""
    old.ended_by_id = actor.user_id if old.valid_to else None
    old.save(update_fields=["valid_to", "ended_reason", "ended_by"])
    write_down(
        actor, old, found.grid, "grid.worker_ended" if old.valid_to else "grid.worker_assigned", reason
    )
    touched = [Touched(old.pk, "changed", mark_of(old), before)]
    if is_other:
        new = _began(found, actor, reason, turn)
        write_down(actor, new, found.grid, "grid.worker_assigned", reason)
        touched.append(Touched(new.pk, "new", mark_of(new), {}))
    return touched


def write_workers(actor: Actor, plan: Plan, reason: str) -> list[Touched]:
    """Write what a faultless plan says, in the caller's transaction; each row stands in the security log.

    Another employment or published phone ends the former period and begins a new one: history stays.

    Raises:
        Conflict: the person has the duty in the grid already in that period.

    """
    today = timezone.localdate()
    try:
        with transaction.atomic():
            return [done for item in plan.work for done in _write(item.payload, actor, reason, today)]
    except IntegrityError as error:
        raise Conflict(_("This person already has this duty in the grid in that period.")) from error


def revert_workers(actor: Actor, changes: Sequence[ImportChange], reason: str) -> None:
    """Take an import of assignments back: new ones end on the day they began, others hold as long as before.

    Raises:
        NotFound: one of the grids lies outside the post's area.
        Invalid: one was changed since.

    """
    left = {change.object_id: change for change in changes}
    rows = GridAssignment.objects.filter(pk__in=left).select_related("grid__region", "user")
    found = list(
        rows.defer("grid__boundary", "grid__region__boundary").select_for_update(of=("self",)).order_by("pk")
    )
    if not all(actor.covers(row.grid.region.code) for row in found):
        raise NotFound()
    touched = [f"{row.grid.name} · {row.user.name}" for row in found if mark_of(row) != left[row.pk].mark]
    if touched:
        words = _("Changed since, so that the import stays: %(grids)s.")
        raise Invalid({"": words % {"grids": ", ".join(touched[:10])}})
    # New ones give their period up first: the former one may need it.
    for row in sorted(found, key=lambda row: left[row.pk].act != ImportChange.Act.NEW):
        change = left[row.pk]
        if change.act == ImportChange.Act.NEW:
            row.valid_to, row.ended_reason, row.ended_by_id = row.valid_from, reason, actor.user_id
        else:
            end = change.before["valid_to"]
            row.valid_to = date.fromisoformat(end) if end else None
            row.ended_reason = change.before["ended_reason"]
            row.ended_by_id = change.before["ended_by_id"]
        row.save(update_fields=["valid_to", "ended_reason", "ended_by"])
        is_open = row.valid_to is None
        write_down(actor, row, row.grid, "grid.worker_assigned" if is_open else "grid.worker_ended", reason)
