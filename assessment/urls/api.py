"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import (
    cases,
    commendations,
    instruments,
    orders,
    run_units,
    runs,
    schemes,
    surveys,
    targets,
)

resources: list[tuple[str, Any, str]] = [
    *schemes.resources,
    *runs.resources,
    *run_units.resources,
    *targets.resources,
    *orders.resources,
    *instruments.resources,
    *cases.resources,
    *commendations.resources,
    *surveys.resources,
]
urlpatterns: list[Any] = []
