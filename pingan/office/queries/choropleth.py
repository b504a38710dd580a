"""The divisions inside one, as a drawing."""

from __future__ import annotations

from grids.queries.map_divisions import divisions_of
from grids.rules.outlines import read
from pingan.access.rules import Actor
from pingan.office.rules.drawing import Drawing, drawing_of
from pingan.org.models import Region


def drawing_inside(actor: Actor, region: Region) -> Drawing | None:
    """Return the outlines of the divisions directly inside; None where too few are known."""
    if region.level >= 5:
        return None
    found = divisions_of(actor, region.level + 1, region.prefix)
    if len(found) < 2:
        return None
    return drawing_of({one.code: read(one.outline) for one in found})
