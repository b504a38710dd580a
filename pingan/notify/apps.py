from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "pingan.notify"
    label = "notify"
