"""What kind of address each one of the grid editor is."""

from __future__ import annotations

from grids.models import Grid, GridOperation
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

MANAGE = ("grids.manage",)
DECLARED: dict[str, Kind] = {
    "api:grid-operation-list": Rows(GridOperation, (Asked("json"),)),
    "api:grid-operation-detail": One(GridOperation),
    "api:grid-operation-undo": One(GridOperation),
    "api:grid-operation-split": Duty(MANAGE),
    "api:grid-operation-merge": Duty(MANAGE),
    "api:grid-operation-borders": Duty(MANAGE),
    "api:grid-check-list": Duty(),
    "grids:grid_split": One(Grid),
    "grids:grid_merge": One(Grid),
    "grids:grid_border": One(Grid),
    "grids:grid_history": One(Grid),
    "grids:grid_restore": One(Grid, extras=({"version": 1},)),
    "grids:operation_list": Rows(GridOperation, (Asked("links:/grids/operations/"),)),
    "grids:operation_detail": One(GridOperation),
    "grids:operation_undo": One(GridOperation),
    "grids:operation_place": One(GridOperation),
    "grids:grid_check": Duty(),
}
