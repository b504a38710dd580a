"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from risk.pages import task_list, warnings

app_name = "risk"
urlpatterns: list[Any] = [
    *task_list.urlpatterns,
    *warnings.urlpatterns,
]
