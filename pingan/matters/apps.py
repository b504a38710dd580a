from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "pingan.matters"
    label = "matters"

    def ready(self) -> None:
        from pingan.access.policy import register_matter
        from pingan.matters.models import Matter

        register_matter(Matter)
