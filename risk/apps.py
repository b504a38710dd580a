from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from pingan.common.slots import term_stages, term_tables
        from risk.policy import register_tasks
        from risk.rules.stages import STAGES
        from risk.services.reference import REFERENCE

        register_tasks()
        for order, (code, label) in enumerate(STAGES.items(), start=400):
            term_stages.fill(code, label, order=order)
        term_tables.fill("risk", REFERENCE)
