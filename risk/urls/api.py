"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from risk.api import catalogues, decisions, hazards, places, risk_tasks, screening, signals, warnings

resources: list[tuple[str, Any, str]] = [
    *risk_tasks.resources,
    *warnings.resources,
    *screening.resources,
    *signals.resources,
    *decisions.resources,
    *catalogues.resources,
    *hazards.resources,
    *places.resources,
]
urlpatterns: list[Any] = []
