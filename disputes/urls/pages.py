"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from disputes.pages import actions, details, exports, lists, registration

app_name = "disputes"
urlpatterns: list[Any] = [
    *lists.urlpatterns,
    *exports.urlpatterns,
    *registration.urlpatterns,
    *details.urlpatterns,
    *actions.urlpatterns,
]
