"""Writing a faultless file of grids, and taking it back: in bulk, every change with its version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import shape

from grids.models import Grid, GridChange
from grids.queries.grid_lookups import grids_in_use
from grids.rules.cutting import Ground
from grids.rules.grid_rows import COLUMNS, EXAMPLE
from grids.services.boundaries import measured, put_boundary
from grids.services.grid_differences import columns_changed
from grids.services.grid_imports import plan_grids
from grids.services.outlines import keep_outlines
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.common.text import pinyin_key
from pingan.imports.models import ImportChange
from pingan.imports.rules.plans import Act, Plan
from pingan.imports.services import Importer, Touched

_BATCH = 500
#: What an import or its undoing may write on a stored grid.
_WRITTEN = (
    "name", "name_pinyin", "kind", "boundary", "west", "south", "east", "north", "area_m2", "resident_population",
    "households", "host_organ", "supervision_phone", "valid_to", "version",
)  # fmt: skip


def _new(payload: Any) -> Grid:
    row, region, host, _stored, ground = payload
    grid = Grid(
        code=row.code,
        region=region,
        valid_from=row.valid_from or timezone.localdate(),
        **columns_changed(row, host, None),
    )
    grid.name_pinyin = pinyin_key(grid.name)
    put_boundary(grid, measured(ground) if ground is not None else None)
    return grid


def _changed(payload: Any) -> tuple[Grid, dict[str, Any]]:
    row, _region, host, grid, ground = payload
    values = columns_changed(row, host, grid)
    before = {name: getattr(grid, name) for name in values}
    for name, value in values.items():
        setattr(grid, name, value)
    if ground is not None:
        before["boundary"] = grid.boundary
        put_boundary(grid, measured(ground))
    grid.name_pinyin = pinyin_key(grid.name)
    grid.version += 1
    return grid, before


def _save(grids: Sequence[Grid]) -> None:
    """Write stored grids in bulk: an insert that meets its own key, several times as fast as ``bulk_update``."""
    Grid.objects.bulk_create(
        grids, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
    )
    keep_outlines(grids)


def _note(rows: Iterable[tuple[Grid, GridChange.Action, dict[str, Any]]], actor: Actor, reason: str) -> None:
    GridChange.objects.bulk_create(
        (
            GridChange(
                grid=grid,
                version=grid.version,
                action=action,
                before=before,
                reason=reason[:300],
                changed_by_id=actor.user_id,
            )
            for grid, action, before in rows
        ),
        batch_size=_BATCH,
    )


def write_grids(actor: Actor, plan: Plan, reason: str) -> list[Touched]:
    """Write what a faultless plan says, in the caller's transaction.

    Raises:
        Conflict: somebody set up a grid with one of the codes at this moment.

    """
    new = [_new(item.payload) for item in plan.work if item.act is Act.NEW]
    changed = [_changed(item.payload) for item in plan.work if item.act is Act.CHANGED]
    try:
        with transaction.atomic():
            Grid.objects.bulk_create(new, batch_size=_BATCH)
            keep_outlines(new)
            _save([grid for grid, _before in changed])
    except IntegrityError as error:
        raise Conflict(
            _("A grid with one of these codes was set up at this moment. Look at a new preview.")
        ) from error
    _note(((grid, GridChange.Action.CREATE, {}) for grid in new), actor, reason)
    _note(((grid, GridChange.Action.EDIT, before) for grid, before in changed), actor, reason)
    rows = [(grid, Act.NEW) for grid in new] + [(grid, Act.CHANGED) for grid, _before in changed]
    return [Touched(grid.pk, act.value, str(grid.version), {}) for grid, act in rows]


def revert_grids(actor: Actor, changes: Sequence[ImportChange], reason: str) -> None:
    """Take an import of grids back: new grids end on the day they began, changed ones get their former values.

    Every step is an edit with a version of its own: nothing is deleted.

    Raises:
        NotFound: one of the grids lies outside the post's area.
        Invalid: one was changed since, or somebody or something is in a new one.

    """
    left = {change.object_id: change for change in changes}
    rows = Grid.objects.filter(pk__in=left).select_related("region").defer("bbox", "region__boundary")
    grids = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not all(actor.covers(grid.region.code) for grid in grids):
        raise NotFound()
    touched = [grid.code for grid in grids if str(grid.version) != left[grid.pk].mark]
    if touched:
        words = _("Changed since, so that the import stays: %(grids)s.")
        raise Invalid({"": words % {"grids": ", ".join(touched[:10])}})
    new = [grid for grid in grids if left[grid.pk].act == ImportChange.Act.NEW]
    used = grids_in_use([grid.pk for grid in new])
    if used:
        words = _("People or matters are in these grids already, so that the import stays: %(grids)s.")
        raise Invalid({"": words % {"grids": ", ".join([g.code for g in new if g.pk in used][:10])}})
    _revert(actor, grids, left, reason)
    _hand_back(grids, left)


def _written(change: ImportChange) -> str:
    """Return the version that an import wrote; its mark moves on when a later import is taken back."""
    return str(change.before.get("written", change.mark))


def _hand_back(grids: Sequence[Grid], left: dict[int, ImportChange]) -> None:
    """Let the import before this one know its rows again: they stand as it left them, under a later version.

    Without this an import that a later one touched could never be taken back, even after the later one was.
    """
    versions = {grid.pk: str(grid.version) for grid in grids}
    own = {change.record_id for change in left.values()}
    earlier = ImportChange.objects.filter(
        object_id__in=left, record__kind="grids", record__undone_at=None
    ).exclude(record__in=own)
    moved = [row for row in earlier if int(row.mark) == int(_written(left[row.object_id])) - 1]
    for row in moved:
        row.before = {**row.before, "written": _written(row)}
        row.mark = versions[row.object_id]
    ImportChange.objects.bulk_update(moved, ["mark", "before"], batch_size=_BATCH)


def _revert(actor: Actor, grids: Sequence[Grid], left: dict[int, ImportChange], reason: str) -> None:
    former = {
        (change.grid_id, str(change.version)): change.before
        for change in GridChange.objects.filter(grid_id__in=[grid.pk for grid in grids])
    }
    noted: list[tuple[Grid, GridChange.Action, dict[str, Any]]] = []
    for grid in grids:
        if left[grid.pk].act == ImportChange.Act.NEW:
            before: dict[str, Any] = {"valid_to": None}
            grid.valid_to = grid.valid_from
            action = GridChange.Action.RETIRE
        else:
            before = _restore(grid, former[grid.pk, _written(left[grid.pk])])
            action = GridChange.Action.EDIT
        grid.version += 1
        noted.append((grid, action, before))
    _save(grids)
    _note(noted, actor, reason)


def _restore(grid: Grid, values: dict[str, Any]) -> dict[str, Any]:
    before = {name: getattr(grid, name) for name in values}
    for name, value in values.items():
        if name == "boundary":
            put_boundary(grid, measured(cast("Ground", shape(value))) if value is not None else None)
        else:
            setattr(grid, name, value)
    grid.name_pinyin = pinyin_key(grid.name)
    return before


def grid_importer(label: Any) -> Importer:
    """Return how grids are brought in; ``label`` is what people call it."""
    return Importer(
        name="grids",
        label=label,
        duty="grids.manage",
        columns=COLUMNS,
        example=EXAMPLE,
        has_shapes=True,
        plan=plan_grids,
        write=write_grids,
        revert=revert_grids,
    )
