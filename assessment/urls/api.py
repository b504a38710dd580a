"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import surveys

resources: list[tuple[str, Any, str]] = [
    *surveys.resources,
]
urlpatterns: list[Any] = []
