"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from assessment.pages import instruments, orders, oversight_exports

app_name = "assessment"
urlpatterns: list[Any] = [
    *orders.urlpatterns,
    *instruments.urlpatterns,
    *oversight_exports.urlpatterns,
]
