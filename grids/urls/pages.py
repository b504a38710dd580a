"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from grids.pages import actions, bulk, details, exports, lists, views

app_name = "grids"
urlpatterns: list[Any] = [
    *lists.urlpatterns,
    *views.urlpatterns,
    *bulk.urlpatterns,
    *exports.urlpatterns,
    *details.urlpatterns,
    *actions.urlpatterns,
]
