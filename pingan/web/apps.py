from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pingan.web"
    label = "web"

    def ready(self) -> None:
        from pingan.web.policy import register_policy

        register_policy()
