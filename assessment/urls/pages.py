"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from assessment.pages import (
    instruments,
    orders,
    oversight_exports,
    scheme_comparison,
    scheme_editing,
    schemes,
)

app_name = "assessment"
urlpatterns: list[Any] = [
    *schemes.urlpatterns,
    *scheme_editing.urlpatterns,
    *scheme_comparison.urlpatterns,
    *orders.urlpatterns,
    *instruments.urlpatterns,
    *oversight_exports.urlpatterns,
]
