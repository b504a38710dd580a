from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"

    def ready(self) -> None:
        from assessment import policy
        from assessment.pages.figures import figure_menu
        from assessment.pages.targets import target_menu
        from assessment.queries.figures import FIGURES
        from pingan.common.figures import fill
        from pingan.common.slots import navigation

        policy.register_schemes()
        policy.register_targets()
        navigation.fill("targets", target_menu, order=320)
        navigation.fill("figures", figure_menu, order=390)
        fill(FIGURES, order=700)
