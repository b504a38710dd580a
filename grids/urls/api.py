"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from grids.api import categories, grids, incidents, ledger, operations, patrols, volunteers, workers

resources: list[tuple[str, Any, str]] = [
    *grids.resources,
    *workers.resources,
    *categories.resources,
    *incidents.resources,
    *patrols.resources,
    *operations.resources,
    *volunteers.resources,
]
urlpatterns: list[Any] = [*ledger.urlpatterns]
