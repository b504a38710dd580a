"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from pingan.registers.api import entries, inspections, readiness, reports, rounds, schedules

resources: list[tuple[str, Any, str]] = [
    *rounds.resources,
    *reports.resources,
    *entries.resources,
    *schedules.resources,
    *inspections.resources,
    *readiness.resources,
]
urlpatterns: list[Any] = []
