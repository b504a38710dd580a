"""Pages of the kernel. Each pages module lists its own addresses."""

from typing import Any

from pingan.console.pages import accounts, audit, home, me, posts

app_name = "console"
urlpatterns: list[Any] = [
    *home.urlpatterns,
    *me.urlpatterns,
    *accounts.urlpatterns,
    *posts.urlpatterns,
    *audit.urlpatterns,
]
