from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "pingan.exchange"
    label = "exchange"

    def ready(self) -> None:
        from pingan.common.slots import entry_labels, navigation, term_stages, term_tables
        from pingan.exchange.pages.menu import ENTRY_LABELS, STAGE_LABEL, exchange_menu
        from pingan.exchange.policy import register_exchange
        from pingan.exchange.queries.hand_overs import STAGE
        from pingan.exchange.services.sweeping import REFERENCE

        register_exchange()
        for name, label in ENTRY_LABELS.items():
            entry_labels.fill(name, label)
        term_stages.fill(STAGE, STAGE_LABEL, order=900)
        term_tables.fill("exchange", REFERENCE)
        navigation.fill("exchange", exchange_menu, order=95)
