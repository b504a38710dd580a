"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from assessment.pages import cases, commendations

app_name = "assessment"
urlpatterns: list[Any] = [
    *cases.urlpatterns,
    *commendations.urlpatterns,
]
