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
