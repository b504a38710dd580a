"""Imports of grids and of the people in them: the doors of ``pingan.web.pages_imports``."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy

from grids.services.grid_import_writes import grid_importer
from grids.services.worker_imports import worker_importer
from pingan.imports.services import register_importer
from pingan.web.pages_imports import ImportFaults, ImportPage, ImportTemplate


class GridImport(ImportPage):
    duty = "grids.manage"
    importer_name = "grids"
    home = "grids:grid_import"
    template_url = "grids:grid_import_template"
    faults_url = "grids:grid_import_faults"
    back_url = "grids:grid_list"


class GridImportTemplate(ImportTemplate):
    duty = "grids.manage"
    importer_name = "grids"
    home = "grids:grid_import"


class GridImportFaults(ImportFaults):
    duty = "grids.manage"
    importer_name = "grids"
    home = "grids:grid_import"


class WorkerImport(ImportPage):
    duty = "grids.manage"
    importer_name = "grid-workers"
    home = "grids:worker_import"
    template_url = "grids:worker_import_template"
    faults_url = "grids:worker_import_faults"
    back_url = "grids:grid_list"


class WorkerImportTemplate(ImportTemplate):
    duty = "grids.manage"
    importer_name = "grid-workers"
    home = "grids:worker_import"


class WorkerImportFaults(ImportFaults):
    duty = "grids.manage"
    importer_name = "grid-workers"
    home = "grids:worker_import"


def register_grid_imports() -> None:
    """Make the imports of this app known; called from ``ready()``."""
    register_importer(grid_importer(gettext_lazy("Grids of an area")))
    register_importer(worker_importer(gettext_lazy("Workers of grids")))


urlpatterns = [
    path("grids/import/", GridImport.as_view(), name="grid_import"),
    path("grids/import/template/", GridImportTemplate.as_view(), name="grid_import_template"),
    path("grids/import/faults/", GridImportFaults.as_view(), name="grid_import_faults"),
    path("grids/workers/import/", WorkerImport.as_view(), name="worker_import"),
    path("grids/workers/import/template/", WorkerImportTemplate.as_view(), name="worker_import_template"),
    path("grids/workers/import/faults/", WorkerImportFaults.as_view(), name="worker_import_faults"),
]
