"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import instruments, orders

resources: list[tuple[str, Any, str]] = [
    *orders.resources,
    *instruments.resources,
]
urlpatterns: list[Any] = []
