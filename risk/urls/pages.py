"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from risk.pages import catalogues, decisions

app_name = "risk"
urlpatterns: list[Any] = [
    *decisions.urlpatterns,
    *catalogues.urlpatterns,
]
