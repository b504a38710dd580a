"""What is drawn behind a project's area, and what can be chosen for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grids.queries.grid_lists import listed_grids
from grids.queries.my_area import shapes_of
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.queries import children_of, line_around
from risk.models import MajorDecision, ProjectArea
from risk.queries.project_areas import area_of, is_area
from risk.rules.project_areas import simplified

Pairs = list[tuple[str, str]]
#: Behind a drawing more grids than this are a grey field.
MOST_GRIDS = 300


def regions_to_choose(actor: Actor, decision: MajorDecision) -> Pairs:
    """Return the divisions just below that of the decision, with those that were chosen already."""
    rows = children_of(decision.matter.region).defer("boundary")
    found = {row.code: row.name for row in rows}
    area = area_of(decision)
    chosen = {region.code: region.name for region in area.regions.all()} if area else {}
    return list((chosen | found).items())


def grids_to_choose(actor: Actor, decision: MajorDecision) -> Pairs:
    """Return the grids of the decision's township or village that the actor sees; of a whole county they are too many."""
    prefix = decision.matter.region.prefix
    rows = listed_grids(actor, prefix=prefix) if is_area(decision) else ()
    found = {str(row.pk): row.name for row in rows}
    area = area_of(decision)
    chosen = {str(grid.pk): grid.name for grid in area.grids.all()} if area else {}
    return list((chosen | found).items())


def place_in_words(decision: MajorDecision, area: ProjectArea | None) -> str:
    """Return the area in the reader's language: what was drawn and chosen, else the division."""
    if area is None:
        return str(decision.matter.region.name)
    size = "" if area.area_m2 is None else f"{area.area_m2 / 10_000:,.2f}"
    parts = [_("drawn area of %(hectares)s hectares") % {"hectares": size}] if size else []
    parts += [region.name for region in area.regions.all()]
    grids = len(area.grids.all())
    if grids:
        parts.append(ngettext("%(count)s grid", "%(count)s grids", grids) % {"count": grids})
    return " · ".join(parts)


def _lines(regions: Iterable[Region]) -> list[dict[str, Any]]:
    return [
        {"type": "Feature", "geometry": simplified(region.boundary), "properties": {"label": region.name}}
        for region in regions
        if region.boundary
    ]


def shape_of(area: ProjectArea, label: str) -> list[dict[str, Any]]:
    """Return the drawn area as a feature that stands out; none where nothing is drawn."""
    if not area.boundary:
        return []
    return [
        {
            "type": "Feature",
            "geometry": area.boundary,
            "properties": {"label": label, "is_current": True},
        }
    ]


def ground_of(actor: Actor, decision: MajorDecision) -> dict[str, Any]:
    """Return what lies behind a drawing as GeoJSON, as coarse as a screen shows it.

    The visible grids of the division; where they are many or not drawn, the divisions in it, else its own line.
    """
    region = decision.matter.region
    rows = listed_grids(actor, prefix=region.prefix).defer(None).defer("bbox").filter(boundary__isnull=False)
    grids = tuple(rows[: MOST_GRIDS + 1])
    features: list[dict[str, Any]] = []
    if len(grids) <= MOST_GRIDS:
        features = shapes_of(grids)["features"]
        for feature in features:
            feature["geometry"] = simplified(feature["geometry"])
    line = line_around(region)
    own = [{"type": "Feature", "geometry": simplified(line), "properties": {"label": ""}}] if line else []
    return {"type": "FeatureCollection", "features": features or _lines(children_of(region)) or own}
