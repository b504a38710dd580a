"""API resources of the kernel: (prefix, viewset, basename)."""

from typing import Any

from pingan.console.api import auth, organisation

resources: list[tuple[str, Any, str]] = [*organisation.resources]
urlpatterns: list[Any] = [*auth.urlpatterns]
