from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "pingan.console"
    label = "console"
