"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from risk.pages import hazard_registration, hazards, places

app_name = "risk"
urlpatterns: list[Any] = [
    *hazard_registration.urlpatterns,
    *hazards.urlpatterns,
    *places.urlpatterns,
]
