"""Load the demo county and its year of incidents, once. Runs as the owner of the tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pingan.demo.loading import load_demo


class Command(BaseCommand):
    help = "Load the demo county with people, grids and about 3,000 incidents; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("Demo data is not allowed under these settings (DEMO_DATA_ALLOWED).")
        for name, number in load_demo().items():
            self.stdout.write(f"{name}: {number}")
