from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "pingan.notify"
    label = "notify"

    def ready(self) -> None:
        from pingan.notify.policy import register_permits

        register_permits()
