"""Lists of operations on grids, what a split left behind, and the borders that a grid had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid, GridChange, GridOperation, GridOperationPart
from grids.queries.planned import change_words
from grids.rules.geometry import area_m2
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter

#: Most versions that a history shows; a grid is redrawn a few times in its life.
MOST_VERSIONS = 100
#: Most matters offered at once for a choice; the rest follows when these are placed.
MOST_MATTERS = 200


def operations_visible(actor: Actor, *, prefix: str = "", state: str = "") -> QuerySet[GridOperation]:
    """Return the operations that the actor may see, with their grids (without shapes), the latest day first.

    ``state``: waiting (its day has not come, or it was refused then), done, undone; anything else: all.
    """
    rows = visible_to(GridOperation, actor).filter(region__code__startswith=prefix)
    if state == "waiting":
        rows = rows.filter(carried_out_at=None, undone_at=None)
    elif state == "done":
        rows = rows.filter(undone_at=None).exclude(carried_out_at=None)
    elif state == "undone":
        rows = rows.exclude(undone_at=None)
    parts = GridOperationPart.objects.select_related("grid").defer(
        "grid__boundary", "grid__bbox", "planned", "former", "matters"
    )
    return rows.select_related("region", "made_by", "undone_by").prefetch_related(Prefetch("parts", parts))


def operations_of(actor: Actor, grid: Grid) -> list[GridOperation]:
    """Return what was done to one grid, the latest first."""
    rows = visible_to(GridOperation, actor).filter(parts__grid=grid)
    return list(rows.select_related("made_by").order_by("-day", "-pk")[:20])


def parts_of(operation: GridOperation) -> list[GridOperationPart]:
    """Return the grids of an operation with their shapes, those before it first. For who may see the operation."""
    rows = operation.parts.select_related("grid__region").defer("grid__bbox")
    return list(rows.order_by(F("side").asc(), "grid__code"))


def left_behind(actor: Actor, operation: GridOperation) -> QuerySet[Matter]:
    """Return the open matters, of those the actor may see, that a split left in the grid that ended."""
    if operation.kind == GridOperation.Kind.BORDERS or operation.undone_at or not operation.carried_out_at:
        return visible_to(Matter, actor).none()
    ended = [part.grid_id for part in operation.parts.all() if part.side == GridOperationPart.Side.FROM]
    return visible_to(Matter, actor).filter(grid__in=ended, closed_at=None).order_by("pk")


def map_of(actor: Actor, *, prefix: str, on: date, most: int) -> tuple[dict[str, Any], bool]:
    """Return the grids of a division on a day as GeoJSON, at most ``most``, and whether all are there."""
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(on), region__code__startswith=prefix)
    drawn = rows.filter(west__isnull=False).defer("bbox").order_by("code")[: most + 1]
    grids = list(drawn)
    features = [
        {
            "type": "Feature",
            "geometry": grid.boundary,
            "properties": {"label": f"{grid.name} {grid.code}", "url": f"/grids/{grid.pk}/"},
        }
        for grid in grids[:most]
    ]
    return {"type": "FeatureCollection", "features": features}, len(grids) <= most


@dataclass(frozen=True)
class GridVersion:
    """A grid as it stood at one version. ``boundary`` None: not drawn then. ``area_m2`` in square metres.

    ``changes_border``: this version brought another border than the one before it.
    """

    version: int
    action: str
    at: datetime | None
    who: str
    reason: str
    name: str
    boundary: Any
    area_m2: float | None
    households: int | None
    resident_population: int | None
    changes_border: bool


def versions_of(actor: Actor, grid: Grid) -> list[GridVersion]:
    """Return how a grid stood at each version, the present one first, each with its border.

    Built backwards from the present row: every change keeps the former values of what it changed.
    """
    rows = visible_to(GridChange, actor).filter(grid=grid).select_related("changed_by").order_by("-version")
    state = {
        "name": grid.name,
        "boundary": grid.boundary,
        "households": grid.households,
        "resident_population": grid.resident_population,
    }
    found: list[GridVersion] = []
    changes = list(rows[:MOST_VERSIONS])
    for change, words in zip(changes, change_words(changes, grid), strict=True):
        found.append(_version(change, words, state))
        state |= {key: value for key, value in change.before.items() if key in state}
    if not found or (found[-1].version > 1 and len(found) < MOST_VERSIONS):
        # what was brought in as a whole has no first entry
        first = datetime.combine(grid.valid_from, datetime.min.time())
        found.append(
            GridVersion(
                version=1,
                action=str(GridChange.Action.CREATE.label),
                at=timezone.make_aware(first),
                who="",
                reason="",
                name=state["name"],
                boundary=state["boundary"],
                area_m2=_area(state["boundary"]),
                households=state["households"],
                resident_population=state["resident_population"],
                changes_border=True,
            )
        )
    return found


def _area(boundary: Any) -> float | None:
    return None if boundary is None else area_m2(shape(boundary))  # type: ignore[arg-type]


def _version(change: GridChange, words: str, state: dict[str, Any]) -> GridVersion:
    return GridVersion(
        version=change.version,
        action=words,
        at=change.changed_at,
        who=change.changed_by.name if change.changed_by else "",
        reason=change.reason,
        name=state["name"],
        boundary=state["boundary"],
        area_m2=_area(state["boundary"]),
        households=state["households"],
        resident_population=state["resident_population"],
        changes_border="boundary" in change.before or change.action == GridChange.Action.CREATE,
    )
