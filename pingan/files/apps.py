from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "pingan.files"
    label = "files"
