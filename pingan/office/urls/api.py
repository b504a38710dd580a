"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from pingan.office.api import boards, briefs, circulars, desk

resources: list[tuple[str, Any, str]] = [*briefs.resources]
urlpatterns: list[Any] = [*boards.urlpatterns, *desk.urlpatterns, *circulars.urlpatterns]
