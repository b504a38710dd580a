"""The grids in which somebody works, as the person carries them through the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyRole, Grid, GridAssignment
from grids.queries.workers import assignments_visible
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

#: More boundaries than this are no help on a phone and heavy to send.
MOST_SHAPES = 80


@dataclass(frozen=True)
class Colleague:
    """Somebody on duty in one or several of the grids. ``phone`` blank: none is published."""

    name: str
    phone: str
    duties: tuple[tuple[str, str], ...]
    """Duty and grid, each."""


@dataclass(frozen=True)
class MyArea:
    """The grids of a post today. Households and population None: in one of them nobody has counted."""

    grids: tuple[Grid, ...]
    households: int | None
    population: int | None
    colleagues: tuple[Colleague, ...]
    """The others, each person once."""
    own_duties: tuple[tuple[str, str], ...]
    """Duty and grid of the actor, each."""

    @property
    def phones(self) -> list[str]:
        """Return the supervision phones, each once."""
        return list(dict.fromkeys(grid.supervision_phone for grid in self.grids if grid.supervision_phone))


def _total(grids: tuple[Grid, ...], column: str) -> int | None:
    values = [getattr(grid, column) for grid in grids]
    return sum(values) if values and None not in values else None


def my_grids(actor: Actor, *, most: int | None = None) -> tuple[Grid, ...]:
    """Return the grids of the post today, shapes included: a worker's own, else those of the area."""
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(timezone.localdate()))
    own = actor.scopes.get("own_grids", frozenset())
    if actor.role == "grid_worker":
        rows = rows.filter(pk__in=own)
    ordered = rows.select_related("region").defer("bbox").order_by("code")
    return tuple(ordered if most is None else ordered[:most])


def my_area(actor: Actor) -> MyArea:
    """Return the grids of the post, who works in them, and whom residents call about them; two queries."""
    grids = my_grids(actor, most=MOST_SHAPES)
    staff = assignments_visible(actor).filter(grid__in=[grid.pk for grid in grids], user__is_active=True)
    by_person: dict[int, list[GridAssignment]] = {}
    for row in staff:
        by_person.setdefault(row.user_id, []).append(row)
    own = by_person.pop(actor.user_id, []) if actor.user_id else []
    return MyArea(
        grids,
        _total(grids, "households"),
        _total(grids, "resident_population"),
        colleagues=tuple(_colleague(rows) for rows in by_person.values()),
        own_duties=_duties(own),
    )


def _colleague(rows: list[GridAssignment]) -> Colleague:
    phone = next((row.public_phone for row in rows if row.public_phone), "")
    return Colleague(rows[0].user.name, phone, _duties(rows))


def _duties(rows: list[GridAssignment]) -> tuple[tuple[str, str], ...]:
    """Return duty and grid, each pair once: an assignment may have been renewed under another document."""
    return tuple(dict.fromkeys((str(DutyRole(row.duty_role).label), row.grid.name) for row in rows))


def shapes_of(grids: tuple[Grid, ...], *, current: int | None = None) -> dict[str, Any]:
    """Return the boundaries as GeoJSON for the map; grids that are not drawn yet are left out."""
    features = [
        {
            "type": "Feature",
            "geometry": grid.boundary,
            "properties": {
                "label": grid.name + (_(" (demo data)") if grid.is_demo else ""),
                "is_current": grid.pk == current,
            },
        }
        for grid in grids
        if grid.boundary
    ]
    return {"type": "FeatureCollection", "features": features}
