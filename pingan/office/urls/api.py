"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from pingan.office.api import figures

resources: list[tuple[str, Any, str]] = [*figures.resources]
urlpatterns: list[Any] = []
