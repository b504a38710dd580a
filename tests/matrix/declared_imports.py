"""What kind of address each one of imports and of exports of grids is."""

from __future__ import annotations

from pingan.imports.models import ImportRecord
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

DECLARED: dict[str, Kind] = {
    "web:import_record": One(ImportRecord),
    "grids:grid_import": Rows(ImportRecord, (Asked("links:/imports/"),)),
    "grids:grid_import_template": Duty(),
    "grids:grid_import_faults": Duty(),
    "grids:worker_import": Duty(),
    "grids:worker_import_template": Duty(),
    "grids:worker_import_faults": Duty(),
    "grids:grid_export": Duty(),
}
