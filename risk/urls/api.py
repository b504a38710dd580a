"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

resources: list[tuple[str, Any, str]] = []
urlpatterns: list[Any] = []
