from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from pingan.common.slots import matter_urls, navigation, term_stages, term_tables
        from pingan.matters.machine import register_detail, register_machine
        from risk.machine import SIGNALS
        from risk.models import Signal
        from risk.pages.signals import signals_menu
        from risk.policy import register_signals, register_tasks
        from risk.rules.stages import STAGES
        from risk.services.reference import REFERENCE

        register_tasks()
        register_signals()
        register_machine(SIGNALS)
        register_detail("signal", Signal)
        navigation.fill("signals", signals_menu, order=170)
        matter_urls.fill("signal", lambda pk: f"/risk/signals/{pk}/")
        for order, (code, label) in enumerate(STAGES.items(), start=400):
            term_stages.fill(code, label, order=order)
        term_tables.fill("risk", REFERENCE)
