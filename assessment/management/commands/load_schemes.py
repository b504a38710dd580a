"""manage.py load_schemes: the example schemes of assessment, as drafts of the province, with their sources."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessment.services.reference import load_schemes


class Command(BaseCommand):
    help = (
        "Load the example schemes of assessment as drafts of the province. Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="Load them for this year, whatever other years have.")

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_schemes(options["year"])
        self.stdout.write(f"added {done.added}, renewed {done.renewed}, kept {done.kept}")
