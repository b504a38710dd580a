from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "pingan.files"
    label = "files"

    def ready(self) -> None:
        from pingan.files.policy import register_policy

        register_policy()
