"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from grids.pages import (
    actions,
    bulk,
    catalogue,
    catalogue_duties,
    catalogue_grids,
    catalogue_routes,
    catalogue_rules,
    details,
    editor_borders,
    editor_checks,
    editor_merge,
    editor_operations,
    editor_split,
    exports,
    lists,
    overview,
    views,
    worker,
    worker_report,
)

app_name = "grids"
urlpatterns: list[Any] = [
    *lists.urlpatterns,
    *views.urlpatterns,
    *bulk.urlpatterns,
    *exports.urlpatterns,
    *details.urlpatterns,
    *actions.urlpatterns,
    *worker.urlpatterns,
    *worker_report.urlpatterns,
    *overview.urlpatterns,
    *catalogue.urlpatterns,
    *catalogue_rules.urlpatterns,
    *catalogue_routes.urlpatterns,
    *catalogue_duties.urlpatterns,
    *catalogue_grids.urlpatterns,
    *editor_split.urlpatterns,
    *editor_merge.urlpatterns,
    *editor_borders.urlpatterns,
    *editor_operations.urlpatterns,
    *editor_checks.urlpatterns,
]
