from functools import partial

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"

    def ready(self) -> None:
        from assessment import policy
        from assessment.machine.cases import CASES
        from assessment.machine.commendations import COMMENDATIONS
        from assessment.models import AccountabilityCase, Commendation
        from assessment.pages.cases import menu as accountability_menu
        from assessment.policy.cases import papers_of_cases
        from assessment.rules.cases import STAGES as CASE_STAGES
        from assessment.services.candidates import propose_case
        from assessment.services.case_reference import REFERENCE
        from pingan.common.slots import (
            case_proposals,
            document_scopes,
            matter_urls,
            navigation,
            term_stages,
            term_tables,
        )
        from pingan.matters.machine import register_detail, register_machine

        policy.register_schemes()
        policy.register_cases()
        policy.register_commendations()
        for kind, machine, detail in (
            ("case", CASES, AccountabilityCase),
            ("commendation", COMMENDATIONS, Commendation),
        ):
            register_machine(machine)
            register_detail(kind, detail)
            matter_urls.fill(kind, partial("/assessment/{}s/{}/".format, kind))
        navigation.fill("accountability", accountability_menu, order=190)
        case_proposals.fill("cases", propose_case)
        document_scopes.fill("accountability", papers_of_cases)
        for order, (code, label) in enumerate(CASE_STAGES.items(), start=560):
            term_stages.fill(code, label, order=order)
        term_tables.fill("accountability", REFERENCE)
