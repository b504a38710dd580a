from functools import partial

from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from pingan.common.figures import fill
        from pingan.common.slots import (
            figure_classes,
            grid_successions,
            home_cards,
            ledger_books,
            map_layers,
            matter_urls,
            navigation,
            own_reports,
            register_findings,
            term_classes,
            term_stages,
            term_tables,
        )
        from pingan.matters.machine import machine_for, register_detail, register_machine
        from risk import policy
        from risk.machine.decisions import DECISIONS
        from risk.machine.hazards import HAZARDS
        from risk.machine.signals import SIGNALS
        from risk.machine.warnings import WARNINGS
        from risk.models import Hazard, MajorDecision, RiskWarning, Signal
        from risk.models.choices import Domain
        from risk.pages import hazard_home, home
        from risk.pages.decision_list import menu as decision_menu
        from risk.pages.exports.kinds import register_exports
        from risk.pages.exports.others import register_other_exports
        from risk.pages.map_layer import LAYER
        from risk.pages.own_reports import HAZARD_REPORTS
        from risk.pages.questionnaires import register_answers_export
        from risk.pages.signals import signals_menu
        from risk.queries.figures import CLASSES, FIGURES
        from risk.queries.ledger import HAZARD_BOOK
        from risk.rules.stages import STAGES
        from risk.services.incidents import to_hazard
        from risk.services.reference import REFERENCE
        from risk.services.regridding import follow_grids
        from risk.services.round_findings import SCREENED

        policy.register_tasks()
        policy.register_places()
        policy.register_hazards()
        policy.register_decisions()
        policy.register_warnings()
        policy.register_signals()
        for kind, machine, detail in (
            ("hazard", HAZARDS, Hazard),
            ("decision", DECISIONS, MajorDecision),
            ("warning", WARNINGS, RiskWarning),
            ("signal", SIGNALS, Signal),
        ):
            register_machine(machine)
            register_detail(kind, detail)
            matter_urls.fill(kind, partial("/risk/{}s/{}/".format, kind))
        incidents = machine_for("incident")
        incidents.extra["to_hazard"] = to_hazard(frozenset(incidents.states) - incidents.final)
        navigation.fill("hazards", hazard_home.hazard_menu, order=160)
        navigation.fill("decisions", decision_menu, order=162)
        navigation.fill("risk", home.menu, order=164)
        navigation.fill("signals", signals_menu, order=170)
        map_layers.fill("hazards", LAYER, order=300)
        home_cards.fill("risk", home.cards, order=160)
        grid_successions.fill("risk", follow_grids, order=160)
        own_reports.fill("hazard", HAZARD_REPORTS, order=300)
        ledger_books.fill("hazard", HAZARD_BOOK, order=300)
        for order, (code, label) in enumerate(STAGES.items(), start=400):
            term_stages.fill(code, label, order=order)
        register_findings.fill("hazard", SCREENED)
        term_classes.fill("hazards", lambda: dict(Domain.choices))
        term_tables.fill("risk", REFERENCE)
        register_exports()
        register_other_exports()
        register_answers_export()
        fill(FIGURES, order=400)
        for order, (kind, classes) in enumerate(CLASSES.items(), start=300):
            figure_classes.fill(kind, classes, order=order)
