from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "pingan.imports"
    label = "imports"

    def ready(self) -> None:
        from pingan.imports.policy import register_policy

        register_policy()
