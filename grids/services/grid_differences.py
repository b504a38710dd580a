"""What a row of a file would change of a grid, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from shapely.geometry.base import BaseGeometry

from grids.models import Grid, GridKind
from grids.rules.geometry import area_m2
from grids.rules.grid_rows import GridRow
from pingan.imports.rules.plans import Difference
from pingan.org.models import Organ


def columns_changed(row: GridRow, host: Organ | None, stored: Grid | None) -> dict[str, Any]:
    """Return the new values by column of ``Grid``; of a stored grid only what the file holds and what differs.

    An empty cell empties the value; a column that the file does not have changes nothing. The boundary goes its own
    way: no row takes it away.
    """
    wanted: dict[str, tuple[str, Any]] = {
        "name": ("name", row.name),
        "kind": ("kind", row.kind),
        "households": ("households", row.households),
        "resident_population": ("population", row.population),
        "host_organ_id": ("host", host.pk if host else None),
        "supervision_phone": ("phone", row.phone),
    }
    return {
        name: value
        for name, (column, value) in wanted.items()
        if column in row.given and (stored is None or getattr(stored, name) != value)
    }


def _shown(name: str, value: Any, host: Organ | None) -> str:
    if value is None or value == "":
        return ""
    if name == "kind":
        return str(dict(GridKind.choices).get(value, value))
    return str(host) if name == "host_organ_id" else str(value)


def _area(square_metres: float | None) -> str:
    return "" if square_metres is None else _("%(area)s m²") % {"area": f"{square_metres:,.0f}"}


def differences_of(
    row: GridRow, host: Organ | None, stored: Grid | None, ground: Any | None
) -> tuple[Difference, ...]:
    """Return old → new for every value that would change. ``ground`` is the new shape, None: it stays."""
    labels = {
        "name": pgettext("thing", "Name"),
        "kind": _("Kind of grid"),
        "households": _("Households"),
        "resident_population": _("Resident population"),
        "host_organ_id": _("Host unit"),
        "supervision_phone": _("Supervision phone"),
    }
    found = []
    for name, value in columns_changed(row, host, stored).items():
        old = getattr(stored, name) if stored is not None else None
        before, after = _shown(name, old, stored.host_organ if stored else None), _shown(name, value, host)
        if before != after:
            found.append(Difference(labels[name], before, after))
    if isinstance(ground, BaseGeometry):
        old_area = _area(stored.area_m2) if stored is not None else ""
        found.append(Difference(_("Boundary"), old_area, _area(area_m2(ground))))  # type: ignore[arg-type]
    return tuple(found)
