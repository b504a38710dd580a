"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from disputes.pages import casefile, committees, mediators, registers, registers_statistics, week

app_name = "disputes"
urlpatterns: list[Any] = [
    *casefile.urlpatterns,
    *committees.urlpatterns,
    *mediators.urlpatterns,
    *week.urlpatterns,
    *registers.urlpatterns,
    *registers_statistics.urlpatterns,
]
