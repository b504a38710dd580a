"""``manage.py load_document_templates``: the product's default wording. Safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pingan.documents.services import load_templates


class Command(BaseCommand):
    help = "Load the default templates of official documents; unchanged ones are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_templates()} template versions added")
