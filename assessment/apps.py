from functools import partial

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"

    def ready(self) -> None:
        from assessment import policy
        from assessment.pages.schemes import menu as scheme_menu
        from pingan.common.slots import navigation

        policy.register_schemes()
        navigation.fill("schemes", scheme_menu, order=260)
        self._orders_and_instruments()
        self._cases_and_commendations()
        self._surveys()
        self._runs()
        self._figures_and_targets()

    def _orders_and_instruments(self) -> None:
        from assessment import policy
        from assessment.machine.instruments import INSTRUMENTS
        from assessment.machine.orders import ORDERS
        from assessment.models import Instrument, RectificationOrder
        from assessment.models.instrument_choices import KINDS
        from assessment.pages import oversight_home
        from assessment.pages.order_leads import leads_of
        from assessment.pages.oversight_exports import register_exports
        from assessment.queries.orders import readable_documents
        from assessment.queries.oversight_figures import ANSWERED, PASSED_FIRST
        from assessment.rules.oversight_stages import STAGES
        from assessment.services.findings_to_orders import INSPECTED
        from assessment.services.hazards_to_orders import to_order
        from assessment.services.order_reference import ORDER_TERMS
        from pingan.common.slots import (
            document_scopes,
            figures,
            home_cards,
            matter_urls,
            navigation,
            register_findings,
            report_leads,
            term_classes,
            term_stages,
            term_tables,
        )
        from pingan.matters.machine import machine_for, register_detail, register_machine

        policy.register_orders()
        policy.register_instruments()
        for machine, detail in ((ORDERS, RectificationOrder), (INSTRUMENTS, Instrument)):
            register_machine(machine)
            register_detail(machine.kind, detail)
            matter_urls.fill(machine.kind, partial("/assessment/{}s/{}/".format, machine.kind))
        machine_for("hazard").extra["to_order"] = to_order()
        register_findings.fill("order", INSPECTED)
        report_leads.fill("orders", leads_of)
        document_scopes.fill("orders", readable_documents)
        for order, (code, label) in enumerate(STAGES.items(), start=500):
            term_stages.fill(code, label, order=order)
        term_classes.fill("instruments", lambda: dict(KINDS))
        term_tables.fill("orders", ORDER_TERMS)
        for order, figure in enumerate((PASSED_FIRST, ANSWERED), start=600):
            figures.fill(figure.code, figure, order=order)
        register_exports()
        navigation.fill("orders", oversight_home.menu, order=240)
        home_cards.fill("orders", oversight_home.cards, order=240)

    def _cases_and_commendations(self) -> None:
        from assessment import policy
        from assessment.machine.cases import CASES
        from assessment.machine.commendations import COMMENDATIONS
        from assessment.models import AccountabilityCase, Commendation
        from assessment.pages.accountability_exports import register_accountability_exports
        from assessment.pages.cases import menu as accountability_menu
        from assessment.policy.cases import papers_of_cases
        from assessment.queries import cases, commendations
        from assessment.rules.cases import STAGES as CASE_STAGES
        from assessment.services.candidates import propose_case
        from assessment.services.case_reference import REFERENCE
        from pingan.common.slots import (
            case_proposals,
            document_scopes,
            entries_kept_inside,
            matter_urls,
            navigation,
            term_stages,
            term_tables,
        )
        from pingan.matters.machine import register_detail, register_machine

        policy.register_cases()
        policy.register_commendations()
        for kind, machine, detail in (
            ("case", CASES, AccountabilityCase),
            ("commendation", COMMENDATIONS, Commendation),
        ):
            register_machine(machine)
            register_detail(kind, detail)
            matter_urls.fill(kind, partial("/assessment/{}s/{}/".format, kind))
        register_accountability_exports()
        navigation.fill("accountability", accountability_menu, order=190)
        entries_kept_inside.fill("case", cases.kept_inside)
        entries_kept_inside.fill("commendation", commendations.kept_inside)
        document_scopes.fill("accountability", papers_of_cases)
        for order, (code, label) in enumerate(CASE_STAGES.items(), start=560):
            term_stages.fill(code, label, order=order)
        term_tables.fill("accountability", REFERENCE)
        case_proposals.fill("accountability", propose_case)

    def _surveys(self) -> None:
        from pathlib import Path

        from assessment import policy
        from assessment.machine.surveys import SURVEYS
        from assessment.models import Survey
        from assessment.pages.survey_exports import register_survey_export
        from assessment.pages.survey_list import menu as survey_menu
        from pingan.common.slots import matter_urls, navigation, term_tables
        from pingan.matters.machine import register_detail, register_machine

        policy.register_surveys()
        register_machine(SURVEYS)
        register_detail("survey", Survey)
        matter_urls.fill("survey", "/assessment/surveys/{}/".format)
        register_survey_export()
        navigation.fill("surveys", survey_menu, order=184)
        term_tables.fill("surveys", Path(__file__).resolve().parent / "reference" / "surveys")

    def _runs(self) -> None:
        from assessment import policy
        from assessment.machine.runs import RUNS
        from assessment.models import AssessmentRun
        from assessment.pages.run_exports.orders import register_run_exports
        from assessment.pages.runs import runs_menu
        from assessment.queries.run_files import evidence_in_use, evidence_readable
        from assessment.rules.run_states import OBJECTION_STAGE, STAGE_NAME
        from pingan.common.slots import file_in_use, file_scopes, matter_urls, navigation, term_stages
        from pingan.matters.machine import register_detail, register_machine

        policy.register_runs()
        register_machine(RUNS)
        register_detail("run", AssessmentRun)
        matter_urls.fill("run", "/assessment/runs/{}/".format)
        register_run_exports()
        navigation.fill("runs", runs_menu, order=200)
        file_in_use.fill("assessment", evidence_in_use)
        file_scopes.fill("assessment", evidence_readable)
        term_stages.fill(OBJECTION_STAGE, STAGE_NAME, order=500)

    def _figures_and_targets(self) -> None:
        from assessment import policy
        from assessment.pages.figures import figure_menu
        from assessment.pages.targets import target_menu
        from assessment.queries.figures import FIGURES
        from pingan.common.figures import fill
        from pingan.common.slots import navigation

        policy.register_targets()
        navigation.fill("targets", target_menu, order=320)
        navigation.fill("figures", figure_menu, order=390)
        fill(FIGURES, order=700)
