"""What a kind of matter brings to the map: its list. Apps fill the slot ``map_layers``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from pingan.access.rules import Actor
from pingan.common.slots import map_layers
from pingan.web.listing import ListPlace, ShownRow


@dataclass(frozen=True)
class MapLayer:
    """One kind of matter on the map. The map asks its list, so that both show, filter and count the same rows.

    ``listed`` returns an object with ``rows`` (detail rows with ``matter``), ``errors``, ``filters`` and ``tab``;
    ``lines`` the lines of rows as the list shows them; ``is_open_to`` says whose business the list is.
    """

    key: str
    label: Any
    icon: str
    place: ListPlace
    filters: Any
    """The names and filters that an address may carry, as django-filter declares them."""
    is_open_to: Callable[[Actor], bool]
    listed: Callable[[Actor, QueryDict, datetime], Any]
    lines: Callable[[Actor, Sequence[Any], datetime], list[ShownRow]]
    search_hint: Any = ""


#: Where the map lies; it is a page of grids, and every kind of matter may stand on it.
MAP = "/map/"


def map_url(actor: Actor, list_name: str, query: QueryDict, tab: str) -> str:
    """Return the address of the map that shows what a list shows, by its name and part; blank where it has none."""
    layer = next((one for one in layers_for(actor) if one.place.name == list_name), None)
    if layer is None:
        return ""
    kept = query.copy()
    for name in ("open", "cursor", "ordering", "layout"):
        kept.pop(name, None)
    kept["layer"], kept["tab"] = layer.key, tab
    return f"{MAP}?{kept.urlencode()}"


def layers_for(actor: Actor) -> list[MapLayer]:
    """Return the layers that are this post's business, in their order."""
    return [layer for layer in map_layers.entries() if layer.is_open_to(actor)]


def is_layer(key: str) -> bool:
    """Say whether there is a layer of this name, whoever asks."""
    return any(layer.key == key for layer in map_layers.entries())


def layer_for(actor: Actor, key: str) -> MapLayer | None:
    """Return one layer; None where there is none of this name, or it is not this post's business."""
    return next((layer for layer in layers_for(actor) if layer.key == key), None)
