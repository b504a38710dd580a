"""Changes of grids that wait for their day: which grids they hold, and how a history speaks of what was only planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, GridChange, GridOperation, GridOperationPart
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

_WAITING = {"carried_out_at": None, "undone_at": None, "refusal": ""}


def waiting_on(grid_ids: Iterable[int]) -> dict[int, date]:
    """Return the days of the changes that wait, by the grids that they hold, before and after; the nearest day."""
    rows = GridOperationPart.objects.filter(
        grid__in=list(grid_ids), **{f"operation__{name}": value for name, value in _WAITING.items()}
    )
    pairs = list(rows.order_by("-operation__day").values_list("grid", "operation__day"))
    return {grid: day for grid, day in pairs if grid is not None}


def planned_for(actor: Actor, grid: Grid) -> list[GridOperation]:
    """Return the changes of a grid that wait for their day, of those that the actor may see, the nearest first."""
    rows = visible_to(GridOperation, actor).filter(parts__grid=grid, **_WAITING)
    return list(rows.order_by("day", "pk"))


@dataclass(frozen=True)
class ToldChange:
    """One line of a grid's history. ``words``: what was done, or planned then for which day."""

    words: str
    at: datetime
    who: str
    reason: str
    version: int


def told(changes: Sequence[GridChange], grid: Grid) -> list[ToldChange]:
    """Return changes of a grid as its history tells them; they come newest first."""
    return [
        ToldChange(
            words=words,
            at=change.changed_at,
            who=change.changed_by.name if change.changed_by else "",
            reason=change.reason,
            version=change.version,
        )
        for change, words in zip(changes, change_words(changes, grid), strict=True)
    ]


def change_words(changes: Sequence[GridChange], grid: Grid) -> list[str]:
    """Return what each change did, newest first: an end or a beginning that lay ahead then was planned, not done.

    The day that a change set stands on the next one that moved it, or on the grid itself.
    """
    end = grid.valid_to
    found = []
    for change in changes:
        found.append(_words(change, grid, end))
        if "valid_to" in change.before:
            former = change.before["valid_to"]
            end = date.fromisoformat(former) if former else None
    return found


def _words(change: GridChange, grid: Grid, end: date | None) -> str:
    then = timezone.localdate(change.changed_at)
    if change.action == GridChange.Action.CREATE and grid.valid_from > then:
        return _("Planned: set up from %(day)s on") % {"day": grid.valid_from.isoformat()}
    if change.action == GridChange.Action.RETIRE and end is not None and end > then:
        if end == grid.valid_from:
            return _("Cancelled before it began")
        return _("Planned: ends on %(day)s") % {"day": end.isoformat()}
    return str(change.get_action_display())
