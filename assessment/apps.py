from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"

    def ready(self) -> None:
        from assessment import policy

        policy.register_schemes()
        self._runs()

    def _runs(self) -> None:
        from assessment import policy
        from assessment.machine.runs import RUNS
        from assessment.models import AssessmentRun
        from assessment.pages.runs import runs_menu
        from assessment.queries.run_files import evidence_in_use, evidence_readable
        from assessment.rules.run_states import OBJECTION_STAGE, STAGE_NAME
        from pingan.common.slots import file_in_use, file_scopes, matter_urls, navigation, term_stages
        from pingan.matters.machine import register_detail, register_machine

        policy.register_runs()
        register_machine(RUNS)
        register_detail("run", AssessmentRun)
        matter_urls.fill("run", "/assessment/runs/{}/".format)
        navigation.fill("runs", runs_menu, order=200)
        file_in_use.fill("assessment", evidence_in_use)
        file_scopes.fill("assessment", evidence_readable)
        term_stages.fill(OBJECTION_STAGE, STAGE_NAME, order=500)
