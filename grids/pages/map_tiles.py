"""What the map fetches while it moves: outlines of divisions and grids, clusters, heat, counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from grids.models import GridKind
from grids.pages.map_edge import datum, kept_answer, out, outline_out
from grids.queries.map_divisions import divisions_of, numbered
from grids.queries.map_grids import GRIDS_FROM, MOST_IN_TILE, grids_of_tile, outlines_of
from grids.queries.map_points import CLUSTERS, COLUMNS, HEAT, clusters_of_tile, counts_by_division, on_map
from grids.rules.shown import ShownTile
from grids.rules.tiles import Tile
from pingan.common.errors import Forbidden, NotFound
from pingan.web.map_layers import MapLayer, is_layer, layer_for
from pingan.web.pages import Page

#: Levels whose lines are drawn: province, cities, counties, townships.
DRAWN = (1, 2, 3, 4)


class MapData(Page):
    """Everybody whose business the matters are; the rows keep their own permits."""

    duty = "grids.view"
    http_method_names = ["get", "head"]


def tile_at(z: int, x: int, y: int) -> ShownTile:
    """Return the tile of an address, in the net of the base layer.

    Raises:
        NotFound: no map has such a tile.

    """
    tile = Tile.at(z, x, y)
    if tile is None:
        raise NotFound()
    return ShownTile(tile, datum())


class GridTile(MapData):
    """The grids of a tile as outlines; before ``GRIDS_FROM`` there are none to see."""

    def get(self, request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
        tile = tile_at(z, x, y)
        kinds = [kind for kind in request.GET.getlist("kind") if kind in GridKind.values]
        found = grids_of_tile(self.actor, tile, kinds=kinds) if z >= GRIDS_FROM else []
        shown = found[:MOST_IN_TILE]

        def body() -> dict[str, Any]:
            outlines = outlines_of(shown, z)
            return {
                "grids": [
                    [one.id, one.code, one.name, one.kind, outline_out(outlines[one.id])]
                    for one in shown
                    if one.id in outlines
                ],
                "is_more": len(found) > MOST_IN_TILE,
            }

        return kept_answer(request, [z, [asdict(one) for one in found]], body)


class LayerData(MapData):
    """Rows of one layer under the filters of its list."""

    def layer(self, key: str) -> MapLayer:
        """Return the layer of an address.

        Raises:
            NotFound: there is none of this name.
            Forbidden: it is not this post's business.

        """
        found = layer_for(self.actor, key)
        if found is not None:
            return found
        raise Forbidden() if is_layer(key) else NotFound()

    def rows(self, key: str) -> Any:
        """Return the rows of the list of this address that a map may show."""
        return on_map(self.layer(key).listed(self.actor, self.request.GET, timezone.now()).rows)


class ClusterTile(LayerData):
    """Matters of a tile, gathered where they lie close together: longitude, latitude, how many, how many open, key."""

    side: ClassVar[int] = CLUSTERS

    def get(self, request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
        found = clusters_of_tile(self.rows(layer), tile_at(z, x, y), side=self.side)
        points = [
            [round(one.longitude, 6), round(one.latitude, 6), one.count, one.open, one.id] for one in found
        ]
        return kept_answer(request, points, lambda: {"points": points})


class HeatTile(ClusterTile):
    """The same in small squares."""

    side = HEAT


class Counts(LayerData):
    """How many matters each division of a level has: longitude, latitude, how many, how many open, code, name."""

    def get(self, request: HttpRequest, layer: str, level: int) -> HttpResponse:
        if level not in COLUMNS:
            raise NotFound()
        found = numbered(self.actor, level, counts_by_division(self.rows(layer), level))
        points = [[*out(*one.anchor), one.count, one.open, one.code, one.name] for one in found]
        return kept_answer(request, points, lambda: {"points": points})


class Divisions(MapData):
    """Lines of the divisions of a level, of the whole province or inside one code (``within``)."""

    def get(self, request: HttpRequest, level: int) -> HttpResponse:
        within = request.GET.get("within", "")
        if level not in DRAWN or not (
            within == "" or (within.isascii() and within.isdigit() and len(within) <= 12)
        ):
            raise NotFound()
        found = divisions_of(self.actor, level, within)
        return kept_answer(
            request,
            [[one.code, one.name, one.outline] for one in found],
            lambda: {
                "divisions": [
                    [one.code, one.name, *out(*one.anchor), outline_out(one.outline)] for one in found
                ]
            },
        )


_TILE = "<int:z>/<int:x>/<int:y>/"
urlpatterns = [
    path(f"map/tiles/grids/{_TILE}", GridTile.as_view(), name="map_grids"),
    path(f"map/tiles/<slug:layer>/{_TILE}", ClusterTile.as_view(), name="map_clusters"),
    path(f"map/heat/<slug:layer>/{_TILE}", HeatTile.as_view(), name="map_heat"),
    path("map/counts/<slug:layer>/<int:level>/", Counts.as_view(), name="map_counts"),
    path("map/divisions/<int:level>/", Divisions.as_view(), name="map_divisions"),
]
