"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from risk.api import screening, signals

resources: list[tuple[str, Any, str]] = [
    *screening.resources,
    *signals.resources,
]
urlpatterns: list[Any] = []
