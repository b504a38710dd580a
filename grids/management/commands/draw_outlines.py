"""manage.py draw_outlines: what the map draws of grids that came in by another door than the services."""

from typing import Any

from django.core.management.base import BaseCommand

from grids.services.outlines import draw_missing_outlines


class Command(BaseCommand):
    help = "Keep the outlines of grids that have none of their present boundary. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"drawn {draw_missing_outlines()}")
