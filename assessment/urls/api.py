"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import targets

resources: list[tuple[str, Any, str]] = [
    *targets.resources,
]
urlpatterns: list[Any] = []
