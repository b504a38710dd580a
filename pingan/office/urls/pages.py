"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from pingan.office.pages import briefs, dashboard, files, records, screens, wall

app_name = "office"
urlpatterns: list[Any] = [
    *dashboard.urlpatterns,
    *records.urlpatterns,
    *files.urlpatterns,
    *wall.urlpatterns,
    *screens.urlpatterns,
    *briefs.urlpatterns,
]
