"""Addresses of partners' systems, under ``/exchange/v1/``."""

from typing import Any

from pingan.exchange.api import hand_overs, records, tokens, work_orders

app_name = "exchange-api"
urlpatterns: list[Any] = [
    *tokens.urlpatterns,
    *records.urlpatterns,
    *work_orders.urlpatterns,
    *hand_overs.urlpatterns,
]
