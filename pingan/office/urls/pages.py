"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from pingan.office.pages import (
    briefs,
    circulars,
    dashboard,
    desk,
    desk_bulk,
    desk_matter,
    files,
    received,
    records,
    screens,
    wall,
)

app_name = "office"
urlpatterns: list[Any] = [
    *dashboard.urlpatterns,
    *records.urlpatterns,
    *files.urlpatterns,
    *wall.urlpatterns,
    *screens.urlpatterns,
    *briefs.urlpatterns,
    *desk.urlpatterns,
    *desk_bulk.urlpatterns,
    *received.urlpatterns,
    *desk_matter.urlpatterns,
    *circulars.urlpatterns,
]
