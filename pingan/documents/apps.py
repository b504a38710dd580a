from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pingan.documents"
    label = "documents"
