from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "pingan.common"
    label = "common"

    def ready(self) -> None:
        from pingan.common import checks  # noqa: F401  registers the deployment checks
