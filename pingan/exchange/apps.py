from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "pingan.exchange"
    label = "exchange"

    def ready(self) -> None:
        from pingan.common.slots import navigation
        from pingan.exchange.pages.menu import exchange_menu
        from pingan.exchange.policy import register_exchange

        register_exchange()
        navigation.fill("exchange", exchange_menu, order=95)
