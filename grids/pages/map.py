"""The map: divisions, grids and matters where they lie, and beside it the same as a list."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone

from grids.models import Grid, GridKind
from grids.pages.map_edge import back, is_moved, out
from grids.pages.map_tiles import LayerData
from grids.queries.filter_fields import OFFSET
from grids.queries.grids import grid_at
from grids.queries.map_grids import GRIDS_FROM
from grids.queries.map_points import on_map
from grids.queries.map_view import first_view
from grids.rules.points import point_problems
from pingan.access.policy import visible_to
from pingan.common.errors import NotFound
from pingan.web.listing import chips_of, without_blanks
from pingan.web.map_layers import MapLayer, layer_for, layers_for
from pingan.web.pages import Page
from pingan.web.tables import bounded_count

#: Lines beside the map; the rest stands in the list.
LINES = 20
#: What the map's own address says; everything else in it are filters of the list.
OWN = ("layer", "show", "bbox", "open", "cursor")
#: What a map without filters begins with: all that is still open.
BEGINS = "tab=all&closed=false"


def list_query(query: QueryDict) -> QueryDict:
    """Return what an address of the map says to the list: its filters, without what only the map knows."""
    kept = without_blanks(query)
    for name in OWN:
        kept.pop(name, None)
    return kept if kept else QueryDict(BEGINS, mutable=True)


class MapPage(Page):
    """The map, and its list for eyes, keyboards and readers that a map does not serve; without a script the list alone."""

    duty = "grids.view"
    template_name = "grids/map/map.html"
    fragment_name = "grids/map/_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        layers = layers_for(self.actor)
        layer = layer_for(self.actor, request.GET.get("layer", "")) or next(iter(layers), None)
        base = settings.MAP_BASE
        west, south, east, north = first_view(self.actor, request.GET.get("region", ""))
        context: dict[str, Any] = {
            "layers": [(one, one is layer, f"?{urlencode({'layer': one.key})}") for one in layers],
            "layer": layer,
            "base": {"urls": list(base.urls), "credit": base.credit},
            "view": [*out(west, south), *out(east, north)],
            "own_grids": sorted(self.actor.scopes.get("own_grids", ())),
            "own_region": self.actor.region_code or "",
            "kinds": GridKind.choices,
            "grids_from": GRIDS_FROM,
            "may_report": self.actor.has("incident.report"),
        }
        if layer is not None:
            context |= self._listed(request, layer)
        return self.render(context)

    def _listed(self, request: HttpRequest, layer: MapLayer) -> dict[str, Any]:
        now = timezone.now()
        asked = list_query(request.GET)
        box = _box(request.GET.get("bbox", ""))
        seen = asked.copy()
        if box:
            seen["bbox"] = box
        found = layer.listed(self.actor, seen, now)
        rows = on_map(found.rows)
        link = reverse(layer.place.list)
        return {
            "found": found,
            "rows": layer.lines(self.actor, list(rows[:LINES]), now),
            "total": bounded_count(rows),
            "is_box": bool(box),
            "list_url": f"{link}?{asked.urlencode()}",
            "box_url": f"{link}?{seen.urlencode()}",
            "chips": [
                {**chip, "url": f"{chip['url']}&layer={layer.key}"}
                for chip in chips_of(found.filters.form, layer.filters, asked)
            ],
            "clear_url": f"?{urlencode({'layer': layer.key, 'tab': found.tab.key})}",
            "query": request.GET.get("q", ""),
            "filter_query": asked.urlencode(),
            "kept": [
                (name, value)
                for name in layer.filters
                if name not in {"q", "bbox"}
                for value in asked.getlist(name)
                if value
            ],
        }


def _box(text: str) -> str:
    """Return a rectangle of the map as the list's filter takes it, with its datum; blank where it is none."""
    try:
        edges = [float(part) for part in text.removesuffix(f",{OFFSET}").split(",")]
    except ValueError:
        return ""
    if len(edges) != 4 or not all(map(math.isfinite, edges)):
        return ""
    box = ",".join(f"{edge:.6f}" for edge in edges)
    return f"{box},{OFFSET}" if is_moved() else box


class MapCard(LayerData):
    """One matter in short: title, state, light, and the way to its page."""

    template_name = "grids/map/_card.html"

    def get(self, request: HttpRequest, layer: str, pk: int) -> HttpResponse:
        shown = self.layer(layer)
        now = timezone.now()
        found = list(on_map(shown.listed(self.actor, QueryDict("tab=all"), now).rows).filter(pk=pk))
        if not found:
            raise NotFound()
        return self.render({"row": shown.lines(self.actor, found, now)[0], "layer": shown})


class MapPoint(Page):
    """Which grid holds a place of the map, or the position of the device (``from=device``), and what is there to do."""

    duty = "grids.view"
    template_name = "grids/map/_point.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        place = _point(request.GET)
        if place is None:
            return self.render({"problem": True}, status=422)
        is_device = request.GET.get("from") == "device"
        longitude, latitude = place if is_device else back(*place)
        if point_problems(longitude, latitude, may_be_anywhere=True):
            return self.render({"problem": True}, status=422)
        found = grid_at(longitude, latitude)
        is_seen = found is not None and visible_to(Grid, self.actor).filter(pk=found.pk).exists()
        return self.render(
            {
                "grid": found,
                "is_seen": is_seen,
                "drawn": out(longitude, latitude),
                "is_device": is_device,
                "incidents_url": f"{reverse('grids:incident_list')}?{urlencode({'grid': found.pk, 'tab': 'all'})}"
                if found is not None and is_seen
                else "",
                "may_report": self.actor.has("incident.report"),
            }
        )


def _point(query: QueryDict) -> tuple[float, float] | None:
    try:
        x, y = float(query.get("longitude", "")), float(query.get("latitude", ""))
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None


urlpatterns = [
    path("map/", MapPage.as_view(), name="map"),
    path("map/at/", MapPoint.as_view(), name="map_point"),
    path("map/cards/<slug:layer>/<int:pk>/", MapCard.as_view(), name="map_card"),
]
