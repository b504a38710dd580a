from typing import Any

from django.core.management.base import BaseCommand

from pingan.org.services import load_divisions


class Command(BaseCommand):
    help = "Load the divisions of Jiangxi and their boundaries; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        result = load_divisions()
        self.stdout.write(
            f"divisions: {result.created} created, {result.updated} updated, {result.unchanged} unchanged"
        )
