"""Setting up, changing and ending grids."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, GridAssignment, GridChange, GridKind
from grids.queries.grid_names import namesake_error
from grids.queries.limits import number_for
from grids.rules.names import code_words, name_error
from grids.services.boundaries import BoundaryWarning, check_boundary, put_boundary
from grids.services.outlines import keep_outline
from grids.services.planned import demand_unplanned
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pingan.common.text import pinyin_key, plain_text
from pingan.org.models import Organ, Region, RegionLevel

KEEP: Final = object()
#: Columns that an edit may change; code and division are fixed (end the grid and set up another).
EDITABLE = (
    "name",
    "kind",
    "boundary",
    "resident_population",
    "households",
    "host_organ_id",
    "supervision_phone",
    "is_urban_override",
)


@dataclass(frozen=True)
class GridInput:
    """A new grid. ``code`` blank: the next free one. ``boundary`` None: not drawn yet."""

    name: str
    kind: str
    region_id: int
    code: str = ""
    boundary: Any = None
    resident_population: int | None = None
    households: int | None = None
    host_organ_id: int | None = None
    supervision_phone: str = ""
    is_urban_override: bool | None = None
    valid_from: date | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class GridEdit:
    """Changes to a grid; what stays is ``KEEP``."""

    name: Any = KEEP
    kind: Any = KEEP
    boundary: Any = KEEP
    resident_population: Any = KEEP
    households: Any = KEEP
    host_organ_id: Any = KEEP
    supervision_phone: Any = KEEP
    is_urban_override: Any = KEEP

    def changes(self) -> dict[str, Any]:
        """Return what is to change, by column."""
        return {name: getattr(self, name) for name in EDITABLE if getattr(self, name) is not KEEP}


@dataclass(frozen=True)
class SavedGrid:
    """The grid as stored, and what a person should look at."""

    grid: Grid
    warnings: tuple[BoundaryWarning, ...] = ()


def _region(region_id: int, kind: str, on: date) -> Region:
    region = Region.objects.select_related("parent").filter(pk=region_id).first()
    if region is None or (region.valid_to is not None and region.valid_to <= on):
        raise Invalid({"region": _("Choose a village or community that exists on that day.")})
    _check_level(region, kind)
    return region


def _check_level(region: Region, kind: str) -> None:
    allowed = {RegionLevel.VILLAGE, *({RegionLevel.TOWNSHIP} if kind == GridKind.DEDICATED else ())}
    if region.level not in allowed or region.is_virtual:
        raise Invalid(
            {
                "region": _(
                    "A grid belongs to a village or community. Only a dedicated grid may belong to a "
                    "township or subdistrict."
                )
            }
        )


def _name_error(grid: Grid) -> str:
    on = max(grid.valid_from, timezone.localdate())
    return name_error(grid.name) or namesake_error(
        grid.name, region_id=grid.region_id, on=on, except_id=grid.pk
    )


def _content_errors(grid: Grid, changed: Collection[str] = EDITABLE) -> dict[str, str]:
    """Return what is wrong by field. What stands there unchanged from earlier rules does not stop another change."""
    errors: dict[str, str] = {}
    if "name" in changed and (why := _name_error(grid)):
        errors["name"] = why
    if grid.kind not in GridKind.values:
        errors["kind"] = _("Choose one of the listed values.")
    for field, most in (("resident_population", 1_000_000), ("households", 500_000)):
        count = getattr(grid, field)
        if count is not None and not 0 <= count <= most:
            errors[field] = _("Give a number from 0 to %(most)d.") % {"most": most}
    if grid.host_organ_id is not None:
        if grid.kind != GridKind.DEDICATED:
            errors["host_organ"] = _("Only a dedicated grid has a host unit.")
        elif not Organ.objects.filter(pk=grid.host_organ_id, valid_to=None).exists():
            errors["host_organ"] = _("Choose a unit that exists on that day.")
    return errors


def next_code(region: Region) -> str:
    """Return the code after the highest that this division ever had: codes are not given twice.

    Raises:
        Invalid: all 999 are used.

    """
    taken = Grid.objects.filter(code__startswith=region.code).order_by("-code").values_list("code", flat=True)
    highest = next(iter(taken[:1]), region.code + "000")
    number = int(highest[12:15]) + 1
    if number > 999:
        raise Invalid({"code": _("All 999 grid codes of this division are used.")})
    return f"{region.code}{number:03d}"


def _check_code(code: str, region: Region, on: date) -> None:
    pattern = number_for("grid_code_pattern", region.code, on)
    if pattern is not None and not re.fullmatch(pattern.text, code):
        raise Invalid({"code": code_words(pattern.text, region.code)})
    if not code.startswith(region.code):
        raise Invalid({"code": _("The code begins with the 12 digits of its division.")})


def _note(grid: Grid, action: GridChange.Action, actor: Actor, reason: str, before: dict[str, Any]) -> None:
    GridChange.objects.create(
        grid=grid,
        version=grid.version,
        action=action,
        before=before,
        reason=reason.strip()[:300],
        changed_by_id=actor.user_id,
    )


def create_grid(*, actor: Actor, data: GridInput, reason: str = "") -> SavedGrid:
    """Set up a grid from a day on (default: today).

    Raises:
        Forbidden: the post carries no such duty.
        NotFound: the division lies outside the post's area.
        Invalid: code, name, division, numbers or boundary refused.
        Conflict: the code is in use on that day.

    """
    if not actor.has("grids.manage"):
        raise Forbidden()
    day = data.valid_from or timezone.localdate()
    region = _region(data.region_id, data.kind, day)
    grid = Grid(
        code=data.code or next_code(region),
        name=data.name.strip(),
        name_pinyin=pinyin_key(data.name.strip()),
        kind=data.kind,
        region=region,
        resident_population=data.resident_population,
        households=data.households,
        host_organ_id=data.host_organ_id,
        supervision_phone=data.supervision_phone[:30],
        is_urban_override=data.is_urban_override,
        is_demo=data.is_demo,
        valid_from=day,
    )
    if not allows(actor, "edit", grid):
        raise NotFound()
    errors = _content_errors(grid)
    if errors:
        raise Invalid(errors)
    _check_code(grid.code, region, day)
    checked = None
    if data.boundary is not None:
        checked = check_boundary(data.boundary, region=region, kind=data.kind, on=day)
    put_boundary(grid, checked)
    try:
        with transaction.atomic():
            grid.save(force_insert=True)
            keep_outline(grid)
            _note(grid, GridChange.Action.CREATE, actor, reason, {})
    except IntegrityError as error:
        raise Conflict(_("A grid with this code is in force on that day.")) from error
    return SavedGrid(grid, checked.warnings if checked else ())


def _locked(actor: Actor, grid_id: int, seen_version: int | None) -> Grid:
    fetch(Grid, actor, grid_id, "edit")
    grid = Grid.objects.select_for_update(of=("self",), no_key=True).select_related("region").get(pk=grid_id)
    if seen_version is not None and grid.version != seen_version:
        raise Stale(current=grid.version)
    if grid.valid_to is not None and grid.valid_to <= timezone.localdate():
        raise Invalid({"": _("This grid has ended; its history stays as it is.")})
    return grid


@transaction.atomic
def edit_grid(
    *, actor: Actor, grid_id: int, data: GridEdit, reason: str, seen_version: int | None = None
) -> SavedGrid:
    """Change a grid in force. The former values stay readable in ``GridChange``.

    Raises:
        NotFound, Forbidden: not this actor's grid.
        Stale: somebody edited it in the meantime.
        Invalid: no reason, the grid has ended, or a value refused.

    """
    grid = _locked(actor, grid_id, seen_version)
    reason = plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the grid changes.")})
    changes = data.changes()
    before = {name: getattr(grid, name) for name, value in changes.items() if getattr(grid, name) != value}
    if not before:
        return SavedGrid(grid)
    for name in before.keys() - {"boundary"}:
        setattr(grid, name, changes[name])
    errors = _content_errors(grid, before)
    if errors:
        raise Invalid(errors)
    today = timezone.localdate()
    _check_level(grid.region, grid.kind)
    warnings: tuple[BoundaryWarning, ...] = ()
    if "boundary" in before:
        checked = None
        if changes["boundary"] is not None:
            checked = check_boundary(
                changes["boundary"], region=grid.region, kind=grid.kind, on=today, except_id=grid.pk
            )
            warnings = checked.warnings
        put_boundary(grid, checked)
    grid.name_pinyin = pinyin_key(grid.name)
    grid.version += 1
    grid.save()
    keep_outline(grid)
    _note(grid, GridChange.Action.EDIT, actor, reason, before)
    return SavedGrid(grid, warnings)


@transaction.atomic
def retire_grid(
    *, actor: Actor, grid_id: int, reason: str, on: date | None = None, seen_version: int | None = None
) -> Grid:
    """End a grid on a day (default: today) and the assignments in it; what happened there stays.

    Raises:
        NotFound, Forbidden, Stale: see ``edit_grid``.
        Invalid: no reason, a day before today or before the grid began, or a change that waits holds the grid.

    """
    grid = _locked(actor, grid_id, seen_version)
    today = timezone.localdate()
    day = on or today
    reason = plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the grid ends.")})
    if day < max(today, grid.valid_from):
        raise Invalid({"on": _("A grid can end today or later, and not before it began.")})
    demand_unplanned([grid])
    before = {"valid_to": grid.valid_to.isoformat() if grid.valid_to else None}
    grid.valid_to = day
    grid.version += 1
    grid.save(update_fields=["valid_to", "version"])
    open_rows = GridAssignment.objects.filter(grid=grid, valid_from__lte=day)
    open_rows.filter(valid_to=None).update(
        valid_to=day, ended_reason=reason.strip()[:200], ended_by_id=actor.user_id
    )
    open_rows.filter(valid_to__gt=day).update(valid_to=day)
    # who was to begin later never does
    later = GridAssignment.objects.filter(grid=grid, valid_from__gt=day)
    later.update(valid_to=F("valid_from"), ended_reason=reason.strip()[:200], ended_by_id=actor.user_id)
    _note(grid, GridChange.Action.RETIRE, actor, reason, before)
    return grid
