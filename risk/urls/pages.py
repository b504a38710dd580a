"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

app_name = "risk"
urlpatterns: list[Any] = []
