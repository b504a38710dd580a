"""Where the matters of a board lie, from the township down: the tiles of the map, asked as the list would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from grids.queries.map_grids import GRIDS_FROM
from grids.queries.map_points import on_map, placed
from grids.queries.map_view import view_of
from pingan.access.rules import Actor
from pingan.common.offsets import to_gcj02
from pingan.office.pages.asked import Asked
from pingan.office.queries.boards import Board
from pingan.web.map_layers import layer_for

#: From this level on points say more than areas: few townships know the lines of their villages.
FROM_LEVEL: Final = 4
#: How the list of a layer calls the class of a kind of record.
_CLASS_NAMES: Final[Mapping[str, str]] = {"incident": "category", "dispute": "type", "hazard": "domain"}
#: The kind of record that a layer shows.
_KINDS: Final[Mapping[str, str]] = {"incidents": "incident", "disputes": "dispute", "hazards": "hazard"}


def points_of(actor: Actor, asked: Asked, found: Board) -> dict[str, Any] | None:
    """Return what the map of a board asks for; None above the township, without a layer, or where the place is not known."""
    layer = layer_for(actor, asked.group.layer) if asked.group.layer and actor.has("grids.view") else None
    if found.region.level < FROM_LEVEL or layer is None:
        return None
    chosen = asked.chosen
    if chosen is not None and chosen.kind != _KINDS[layer.key]:
        return None
    view = view_of(actor, found.region)
    if view is None:
        return None
    query = {
        "tab": "all",
        "region": found.region.code,
        "opened_after": f"{found.period.since}",
        "opened_before": f"{found.period.until}",
        **({_CLASS_NAMES[chosen.kind]: chosen.code} if chosen is not None else {}),
    }
    text = urlencode(query)
    listed = layer.listed(actor, QueryDict(text), timezone.now()).rows
    base = settings.MAP_BASE
    return {
        "layer": layer,
        "query": text,
        "settings": {"urls": list(base.urls), "credit": base.credit, "view": _drawn(view)},
        "grids_from": GRIDS_FROM,
        "placed": placed(on_map(listed)).count(),
        "listed": listed.count(),
        "map_url": f"{reverse('grids:map')}?{text}&layer={layer.key}",
        "list_url": f"{reverse(layer.place.list)}?{text}",
    }


def _drawn(edges: tuple[float, float, float, float]) -> list[float]:
    """Return edges in the datum of the base layer."""
    west, south, east, north = edges
    if settings.MAP_BASE.datum != "gcj02":
        return [west, south, east, north]
    return [*to_gcj02(west, south), *to_gcj02(east, north)]
