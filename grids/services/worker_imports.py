"""Assignments from a file: judging every row, writing them whole, taking them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyRole, Employment, Grid, GridAssignment
from grids.queries.grid_lookups import ground_posts, standing_assignments, standing_grids
from grids.rules.worker_rows import COLUMNS, EXAMPLE, WorkerRow, worker_row
from grids.services.workers import write_down
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.imports.models import ImportChange
from pingan.imports.rules.faults import Fault, Limits
from pingan.imports.rules.plans import Act, Difference, Item, Options, Plan, in_order
from pingan.imports.rules.reading import read_file
from pingan.imports.services import Importer, Touched

#: A large county has a few thousand grid workers.
LIMITS = Limits(rows=10_000)
_SHOWN_MISSING = 50
_Key = tuple[int, int, str]


@dataclass(frozen=True)
class _Found:
    """What a row names in the database; ``stored`` is the assignment of this person with this duty in this grid."""

    row: WorkerRow
    grid: Grid
    user_id: int
    stored: GridAssignment | None


def plan_workers(actor: Actor, content: bytes, options: Options, is_locking: bool) -> Plan:  # noqa: FBT001 - the contract
    """Judge a file of assignments; ``is_locking`` locks the stored ones, in the caller's transaction.

    Raises:
        Invalid: the file as a whole cannot be read.

    """
    reading = read_file(content, COLUMNS, LIMITS)
    faults, rows, spoilt = list(reading.faults), [], set[int]()
    for line in reading.lines:
        row, found = worker_row(line, reading.columns)
        rows.append(row)
        faults += found
        spoilt |= {fault.line for fault in found}
    grids = {grid.code: grid for grid in standing_grids({row.grid for row in rows}).defer("boundary")}
    people = ground_posts({row.account for row in rows})
    stored: dict[_Key, list[GridAssignment]] = defaultdict(list)
    standing = standing_assignments({grid.pk for grid in grids.values()})
    for assignment in standing.select_for_update(of=("self",)) if is_locking else standing:
        stored[assignment.grid_id, assignment.user_id, assignment.duty_role].append(assignment)
    items, seen = [], dict[_Key, int]()
    for row in rows:
        problems = _row_faults(actor, row, grids.get(row.grid), people)
        if not problems and row.line not in spoilt:
            grid, person = grids[row.grid], people[row.account]
            key = (grid.pk, person["id"], row.duty)
            problems = _key_faults(row, seen.get(key), stored.get(key, []))
            seen.setdefault(key, row.line)
            items.append(_item(_Found(row, grid, person["id"], next(iter(stored.get(key, [])), None))))
        faults += problems
    left_out = [a for key, found in stored.items() if key not in seen for a in found]
    return Plan(
        reading=replace(reading, lines=()),
        items=tuple(items) if not faults else (),
        faults=in_order(faults),
        missing=tuple(f"{a.grid.name} · {a.user.name}" for a in left_out[:_SHOWN_MISSING]),
        missing_count=len(left_out),
    )


def _row_faults(
    actor: Actor, row: WorkerRow, grid: Grid | None, people: Mapping[str, Mapping[str, Any]]
) -> list[Fault]:
    """Return what a row names that is not there; a foreign grid and none at all are told alike."""
    if grid is None or not actor.covers(grid.region.code):
        return [Fault(row.line, "grid", _("No grid of your area has this code today."), "unknown_grid")]
    faults = []
    person = people.get(row.account)
    if person is None or grid.region.code[:9] not in person["townships"]:
        words = _("No open account of this name holds a post on the ground around this grid.")
        faults.append(Fault(row.line, "account", words, "unknown_account"))
    elif person["name"] != row.name:
        words = _("The account bears another name. Is it the right one?")
        faults.append(Fault(row.line, "name", words, "other_name"))
    start = row.start or timezone.localdate()
    if start < grid.valid_from or (grid.valid_to is not None and start >= grid.valid_to):
        faults.append(Fault(row.line, "from", _("The grid does not exist on that day."), "from"))
    if row.end is not None and row.end <= start:
        faults.append(Fault(row.line, "to", _("The end lies after the beginning."), "to"))
    return faults


def _key_faults(row: WorkerRow, earlier: int | None, stored: Sequence[GridAssignment]) -> list[Fault]:
    if earlier is not None:
        words = _("This person has this duty in this grid in row %(row)d already.") % {"row": earlier}
        return [Fault(row.line, "account", words, "twice")]
    if len(stored) > 1:
        words = _("This duty has two periods to come; change it on the page of the grid.")
        return [Fault(row.line, "account", words, "two_periods")]
    old = next(iter(stored), None)
    if old is None or row.start is None or row.start == old.valid_from:
        return []
    if row.start > old.valid_from and _is_other_work(row, old):
        return []
    words = _("This duty is held since %(day)s; that day is not changed.")
    return [Fault(row.line, "from", words % {"day": old.valid_from.isoformat()}, "moved_day")]


def _is_other_work(row: WorkerRow, old: GridAssignment) -> bool:
    """Say whether a row says something that begins a new period: another employment, another published phone."""
    return row.employment != old.employment or ("phone" in row.given and row.phone != old.public_phone)


def _item(found: _Found) -> Item:
    row, old = found.row, found.stored
    pairs: list[tuple[str, str, str]] = []
    if old is None:
        pairs.append((_("Duty"), "", str(DutyRole(row.duty).label)))
        pairs.append((_("assigned from"), "", (row.start or timezone.localdate()).isoformat()))
    work = str(Employment(old.employment).label) if old else ""
    if row.employment != (old.employment if old else ""):
        pairs.append((_("Employment"), work, str(Employment(row.employment).label)))
    if "phone" in row.given and row.phone != (old.public_phone if old else ""):
        pairs.append((_("published phone"), old.public_phone if old else "", row.phone))
    if "to" in row.given and row.end != (old.valid_to if old else None):
        before = old.valid_to.isoformat() if old and old.valid_to else ""
        pairs.append((_("assigned until"), before, row.end.isoformat() if row.end else ""))
    act = Act.NEW if old is None else (Act.CHANGED if pairs else Act.UNCHANGED)
    mark = "" if old is None else f"{old.pk}:{_mark(old)}"
    title = f"{row.name} · {found.grid.name}"
    differences = tuple(Difference(*pair) for pair in pairs)
    return Item(row.line, f"{row.grid} {row.account}", title, act, differences, mark, found)


def _mark(row: GridAssignment) -> str:
    return f"{row.valid_from}/{row.valid_to or ''}/{row.employment}/{row.public_phone}"


def _began(found: _Found, actor: Actor, reason: str, start: date) -> GridAssignment:
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


def _write(found: _Found, actor: Actor, reason: str, today: date) -> list[Touched]:
    row, old = found.row, found.stored
    if old is None:
        new = _began(found, actor, reason, row.start or today)
        write_down(actor, new, found.grid, "grid.worker_assigned", reason)
        return [Touched(new.pk, "new", _mark(new), {})]
    before = {
        "valid_to": old.valid_to.isoformat() if old.valid_to else None,
        "ended_reason": old.ended_reason,
        "ended_by_id": old.ended_by_id,
    }
    is_other = _is_other_work(row, old)
    turn = row.start if row.start and row.start > old.valid_from else max(today, old.valid_from)
    old.valid_to = turn if is_other else row.end
    old.ended_reason = reason if old.valid_to else ""
    old.ended_by_id = actor.user_id if old.valid_to else None
    old.save(update_fields=["valid_to", "ended_reason", "ended_by"])
    write_down(
        actor, old, found.grid, "grid.worker_ended" if old.valid_to else "grid.worker_assigned", reason
    )
    touched = [Touched(old.pk, "changed", _mark(old), before)]
    if is_other:
        new = _began(found, actor, reason, turn)
        write_down(actor, new, found.grid, "grid.worker_assigned", reason)
        touched.append(Touched(new.pk, "new", _mark(new), {}))
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
    touched = [f"{row.grid.name} · {row.user.name}" for row in found if _mark(row) != left[row.pk].mark]
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


def worker_importer(label: Any) -> Importer:
    """Return how assignments are brought in; ``label`` is what people call it."""
    return Importer(
        name="grid-workers",
        label=label,
        duty="grids.manage",
        columns=COLUMNS,
        example=EXAMPLE,
        has_shapes=False,
        plan=plan_workers,
        write=write_workers,
        revert=revert_workers,
    )
