"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from assessment.api import instruments, orders, schemes

resources: list[tuple[str, Any, str]] = [
    *schemes.resources,
    *orders.resources,
    *instruments.resources,
]
urlpatterns: list[Any] = []
