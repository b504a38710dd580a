"""The map's addresses: its counts are those of the rows that a post may see, its grids those of its area."""

from __future__ import annotations

from grids.models import Grid, Incident
from grids.policy.incidents import VIEW
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows
from tests.matrix.scene import MARK

#: Whoever carries one of these has incidents at all; everybody else is refused the layer.
INCIDENTS = tuple(permit.duty for permit in VIEW)
#: Tiles that hold all points of the scene, and two of its three townships' grids.
ALL, TWO = {"z": 7, "x": 104, "y": 54}, {"z": 11, "x": 1676, "y": 872}
_OPEN_AND_CLOSED = {"tab": "all"}
_POINTS = (
    Asked("points", _OPEN_AND_CLOSED, of="placed"),
    Asked("points", {**_OPEN_AND_CLOSED, "q": MARK}, of="placed"),
)

DECLARED: dict[str, Kind] = {
    "grids:map": Rows(
        Incident, (Asked("links:/incidents/", {"layer": "incidents", "tab": "all"}, of="some"),)
    ),
    "grids:map_point": Duty(),
    "grids:map_card": One(Incident, extras=({"layer": "incidents"},), duties=INCIDENTS),
    "grids:map_divisions": Duty(kwargs={"level": 3}),
    "grids:map_grids": Rows(Grid, (Asked("grids", of="on_tile"),), kwargs=TWO),
    "grids:map_clusters": Rows(Incident, _POINTS, INCIDENTS, {"layer": "incidents", **ALL}),
    "grids:map_heat": Rows(Incident, _POINTS, INCIDENTS, {"layer": "incidents", **ALL}),
    "grids:map_counts": Rows(
        Incident, (Asked("points", _OPEN_AND_CLOSED),), INCIDENTS, {"layer": "incidents", "level": 4}
    ),
}
