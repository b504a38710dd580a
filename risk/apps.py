from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from pingan.common.slots import matter_urls, navigation, term_stages, term_tables
        from pingan.matters.machine import register_detail, register_machine
        from risk.machine.decisions import DECISIONS
        from risk.models import MajorDecision
        from risk.pages.decision_list import menu as decision_menu
        from risk.policy import register_decisions, register_tasks
        from risk.rules.stages import STAGES
        from risk.services.reference import REFERENCE

        register_tasks()
        register_decisions()
        register_machine(DECISIONS)
        register_detail("decision", MajorDecision)
        navigation.fill("decisions", decision_menu, order=160)
        matter_urls.fill("decision", lambda pk: f"/risk/decisions/{pk}/")
        for order, (code, label) in enumerate(STAGES.items(), start=400):
            term_stages.fill(code, label, order=order)
        term_tables.fill("risk", REFERENCE)
