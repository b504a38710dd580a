"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from risk.api import catalogues, decisions

resources: list[tuple[str, Any, str]] = [
    *decisions.resources,
    *catalogues.resources,
]
urlpatterns: list[Any] = []
