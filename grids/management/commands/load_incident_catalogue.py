"""manage.py load_incident_catalogue: classes, time limits and numbers with their sources."""

from typing import Any

from django.core.management.base import BaseCommand

from grids.services.catalogue import load_catalogue


class Command(BaseCommand):
    help = "Load classes of incidents, time limits and workflow numbers. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_catalogue()
        self.stdout.write(f"added {done.added}, renewed {done.renewed}, kept {done.kept}")
