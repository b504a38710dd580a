"""API resources of the kernel: (prefix, viewset, basename)."""

from typing import Any

from pingan.console.api import auth

resources: list[tuple[str, Any, str]] = []
urlpatterns: list[Any] = [*auth.urlpatterns]
