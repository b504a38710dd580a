from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "pingan.access"
    label = "access"
