"""Assignments from a file: judging every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyRole, Employment, Grid, GridAssignment
from grids.queries.grid_lookups import ground_posts, standing_assignments, standing_grids
from grids.rules.worker_rows import COLUMNS, EXAMPLE, WorkerRow, worker_row
from grids.services.worker_import_writes import Found, is_other_work, mark_of, revert_workers, write_workers
from pingan.access.rules import Actor
from pingan.imports.rules.faults import Fault, Limits
from pingan.imports.rules.plans import Act, Difference, Item, Options, Plan, in_order
from pingan.imports.rules.reading import read_file
from pingan.imports.services import Importer

#: A large county has a few thousand grid workers.
LIMITS = Limits(rows=10_000)
_SHOWN_MISSING = 50
_Key = tuple[int, int, str]


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
            meant = Found(row, grid, person["id"], next(iter(stored.get(key, [])), None))
            items.append(_item(meant, reading.names))
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
    if row.start > old.valid_from and is_other_work(row, old):
        return []
    words = _("This duty is held since %(day)s; that day is not changed.")
    return [Fault(row.line, "from", words % {"day": old.valid_from.isoformat()}, "moved_day")]


def _item(found: Found, names: Mapping[str, str]) -> Item:
    """Return what a row would do; its values are called as the file calls its columns."""
    row, old = found.row, found.stored
    pairs: list[tuple[str, str, str]] = []
    if old is None:
        pairs.append((names["duty"], "", str(DutyRole(row.duty).label)))
        pairs.append((names["from"], "", (row.start or timezone.localdate()).isoformat()))
    work = str(Employment(old.employment).label) if old else ""
    if row.employment != (old.employment if old else ""):
        pairs.append((names["employment"], work, str(Employment(row.employment).label)))
    if "phone" in row.given and row.phone != (old.public_phone if old else ""):
        pairs.append((names["phone"], old.public_phone if old else "", row.phone))
    if "to" in row.given and row.end != (old.valid_to if old else None):
        before = old.valid_to.isoformat() if old and old.valid_to else ""
        pairs.append((names["to"], before, row.end.isoformat() if row.end else ""))
    act = Act.NEW if old is None else (Act.CHANGED if pairs else Act.UNCHANGED)
    mark = "" if old is None else f"{old.pk}:{mark_of(old)}"
    title = f"{row.name} · {found.grid.name}"
    differences = tuple(Difference(*pair) for pair in pairs)
    return Item(row.line, f"{row.grid} {row.account}", title, act, differences, mark, found)


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
