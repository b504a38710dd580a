"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import cases, commendations

resources: list[tuple[str, Any, str]] = [
    *cases.resources,
    *commendations.resources,
]
urlpatterns: list[Any] = []
