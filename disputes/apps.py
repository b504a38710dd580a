from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    label = "disputes"

    def ready(self) -> None:
        from disputes.machine import DISPUTES
        from disputes.models import Dispute
        from disputes.pages import home
        from disputes.pages.casefile import register_case_file
        from disputes.pages.exports import register_dispute_export
        from disputes.pages.map_layer import LAYER
        from disputes.pages.own_reports import DISPUTE_REPORTS
        from disputes.pages.registers import register_register_export
        from disputes.pages.week_menu import mediation_menu
        from disputes.policy import (
            papers_of,
            register_committees,
            register_disputes,
            register_statistics,
        )
        from disputes.queries.figures import CLASSES, FIGURES
        from disputes.queries.ledger import DISPUTE_BOOK
        from disputes.queries.types import type_names
        from disputes.rules.stages import STAGES
        from disputes.services.incidents import to_mediation
        from disputes.services.reference import REFERENCE
        from disputes.services.screening import SCREENED, without_numbers
        from pingan.common.figures import fill
        from pingan.common.slots import (
            document_scopes,
            entries_that_lead,
            figure_classes,
            home_cards,
            ledger_books,
            map_layers,
            matter_urls,
            navigation,
            own_reports,
            register_findings,
            report_words,
            submission_takers,
            term_classes,
            term_stages,
            term_tables,
        )
        from pingan.matters.machine import machine_for, register_detail, register_machine

        register_committees()
        register_disputes()
        register_statistics()
        register_machine(DISPUTES)
        register_detail("dispute", Dispute)
        incidents = machine_for("incident")
        incidents.extra["to_mediation"] = to_mediation(frozenset(incidents.states) - incidents.final)
        submission_takers.fill("mediation", lambda pk: f"/disputes/applications/{pk}/")
        matter_urls.fill("dispute", lambda pk: f"/disputes/{pk}/")
        document_scopes.fill("disputes", papers_of)
        register_findings.fill("dispute", SCREENED)
        report_words.fill("disputes", without_numbers)
        entries_that_lead.fill("to_mediation", "dispute")
        navigation.fill("disputes", home.menu, order=140)
        map_layers.fill("disputes", LAYER, order=200)
        home_cards.fill("disputes", home.cards, order=150)
        register_dispute_export()
        register_case_file()
        for order, (code, label) in enumerate(STAGES.items(), start=200):
            term_stages.fill(code, label, order=order)
        term_classes.fill("disputes", type_names)
        fill(FIGURES, order=200)
        figure_classes.fill("dispute", CLASSES, order=200)
        own_reports.fill("dispute", DISPUTE_REPORTS, order=200)
        ledger_books.fill("dispute", DISPUTE_BOOK, order=200)
        navigation.fill("mediation", mediation_menu, order=145)
        register_register_export()
        term_tables.fill("disputes", REFERENCE)
