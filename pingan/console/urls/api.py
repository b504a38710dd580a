"""API resources of the kernel: (prefix, viewset, basename)."""

from typing import Any

from pingan.console.api import attachments, auth, file_checks, notifications, organisation, uploads

resources: list[tuple[str, Any, str]] = [
    *organisation.resources,
    *attachments.resources,
    *uploads.resources,
    *notifications.resources,
]
urlpatterns: list[Any] = [*auth.urlpatterns, *file_checks.urlpatterns]
