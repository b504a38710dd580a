from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pingan.documents"
    label = "documents"

    def ready(self) -> None:
        from pingan.documents.policy import register_policy

        register_policy()
