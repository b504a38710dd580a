from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "pingan.matters"
    label = "matters"
