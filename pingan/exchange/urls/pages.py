"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from pingan.exchange.pages import entries, hand_overs, letters, partners

app_name = "exchange"
urlpatterns: list[Any] = [
    *partners.urlpatterns,
    *entries.urlpatterns,
    *letters.urlpatterns,
    *hand_overs.urlpatterns,
]
