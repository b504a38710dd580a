from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "pingan.org"
    label = "org"

    def ready(self) -> None:
        from pingan.common.figures import fill
        from pingan.org.queries.figures import FIGURES

        fill(FIGURES, order=600)
