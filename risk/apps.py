from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from pingan.common.slots import home_cards, matter_urls, navigation, term_stages, term_tables
        from pingan.matters.machine import register_detail, register_machine
        from risk.machine import SIGNALS
        from risk.machine.decisions import DECISIONS
        from risk.machine.warnings import WARNINGS
        from risk.models import MajorDecision, RiskWarning, Signal
        from risk.pages import home
        from risk.pages.decision_list import menu as decision_menu
        from risk.pages.signals import signals_menu
        from risk.policy import register_decisions, register_signals, register_tasks, register_warnings
        from risk.rules.stages import STAGES
        from risk.services.reference import REFERENCE

        register_tasks()
        register_warnings()
        register_machine(WARNINGS)
        register_detail("warning", RiskWarning)
        matter_urls.fill("warning", lambda pk: f"/risk/warnings/{pk}/")
        register_signals()
        register_machine(SIGNALS)
        register_detail("signal", Signal)
        navigation.fill("signals", signals_menu, order=170)
        matter_urls.fill("signal", lambda pk: f"/risk/signals/{pk}/")
        register_decisions()
        register_machine(DECISIONS)
        register_detail("decision", MajorDecision)
        navigation.fill("decisions", decision_menu, order=160)
        matter_urls.fill("decision", lambda pk: f"/risk/decisions/{pk}/")
        for order, (code, label) in enumerate(STAGES.items(), start=400):
            term_stages.fill(code, label, order=order)
        navigation.fill("risk", home.menu, order=160)
        home_cards.fill("risk", home.cards, order=160)
        term_tables.fill("risk", REFERENCE)
