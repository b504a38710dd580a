"""Pages of the kernel. Each pages module lists its own addresses."""

from typing import Any

from pingan.console.pages import home

app_name = "console"
urlpatterns: list[Any] = [*home.urlpatterns]
