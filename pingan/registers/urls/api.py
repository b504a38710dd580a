"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from pingan.registers.api import reports, rounds

resources: list[tuple[str, Any, str]] = [*rounds.resources, *reports.resources]
urlpatterns: list[Any] = []
