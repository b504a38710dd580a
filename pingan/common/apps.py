from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "pingan.common"
    label = "common"
