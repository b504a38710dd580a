from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"

    def ready(self) -> None:
        from functools import partial
        from pathlib import Path

        from assessment import policy
        from assessment.machine.surveys import SURVEYS
        from assessment.models import Survey
        from assessment.pages.survey_list import menu as survey_menu
        from pingan.common.slots import matter_urls, navigation, term_tables
        from pingan.matters.machine import register_detail, register_machine

        policy.register_schemes()
        policy.register_surveys()
        register_machine(SURVEYS)
        register_detail("survey", Survey)
        matter_urls.fill("survey", partial("/assessment/{}s/{}/".format, "survey"))
        navigation.fill("surveys", survey_menu, order=184)
        term_tables.fill("surveys", Path(__file__).resolve().parent / "reference" / "surveys")
