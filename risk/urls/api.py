"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from risk.api import hazards, places

resources: list[tuple[str, Any, str]] = [*hazards.resources, *places.resources]
urlpatterns: list[Any] = []
