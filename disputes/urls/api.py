"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from disputes.api import disputes, mediation, mediators, parties

resources: list[tuple[str, Any, str]] = [
    *disputes.resources,
    *parties.resources,
    *mediators.resources,
    *mediation.resources,
]
urlpatterns: list[Any] = []
