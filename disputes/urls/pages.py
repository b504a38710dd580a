"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from disputes.pages import committees, mediators, registers, registers_statistics, week

app_name = "disputes"
urlpatterns: list[Any] = [
    *committees.urlpatterns,
    *mediators.urlpatterns,
    *week.urlpatterns,
    *registers.urlpatterns,
    *registers_statistics.urlpatterns,
]
