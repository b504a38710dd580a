from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from pingan.common.slots import (
            home_cards,
            matter_urls,
            navigation,
            register_findings,
            term_classes,
            term_stages,
            term_tables,
        )
        from pingan.matters.machine import machine_for, register_detail, register_machine
        from risk.machine.hazards import HAZARDS
        from risk.models import Hazard
        from risk.models.choices import Domain
        from risk.pages import home
        from risk.policy import register_hazards, register_places, register_tasks
        from risk.rules.stages import STAGES
        from risk.services.incidents import to_hazard
        from risk.services.reference import REFERENCE
        from risk.services.screening import SCREENED

        register_tasks()
        register_places()
        register_hazards()
        register_machine(HAZARDS)
        register_detail("hazard", Hazard)
        incidents = machine_for("incident")
        incidents.extra["to_hazard"] = to_hazard(frozenset(incidents.states) - incidents.final)
        matter_urls.fill("hazard", lambda pk: f"/risk/hazards/{pk}/")
        navigation.fill("hazards", home.hazard_menu, order=160)
        home_cards.fill("hazards", home.hazard_cards, order=160)
        register_findings.fill("hazard", SCREENED)
        term_classes.fill("hazards", lambda: dict(Domain.choices))
        for order, (code, label) in enumerate(STAGES.items(), start=400):
            term_stages.fill(code, label, order=order)
        term_tables.fill("risk", REFERENCE)
