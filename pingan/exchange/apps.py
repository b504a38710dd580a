from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "pingan.exchange"
    label = "exchange"

    def ready(self) -> None:
        from pingan.exchange.policy import register_exchange

        register_exchange()
