"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import schemes

resources: list[tuple[str, Any, str]] = [
    *schemes.resources,
]
urlpatterns: list[Any] = []
