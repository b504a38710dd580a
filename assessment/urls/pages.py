"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from assessment.pages import figures, targets

app_name = "assessment"
urlpatterns: list[Any] = [
    *figures.urlpatterns,
    *targets.urlpatterns,
]
