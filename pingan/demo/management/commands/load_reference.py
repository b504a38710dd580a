"""Everything the product ships as data: divisions, calendars, catalogue, document templates. Idempotent."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from assessment.services.reference import load_schemes
from disputes.services.reference import load_types
from grids.services.catalogue import load_catalogue
from pingan.calendars.services.loading import load_holidays
from pingan.documents.services import load_templates
from pingan.org.services.divisions import load_divisions
from pingan.registers.services.definitions import load_definitions
from risk.services.reference import load_methods


class Command(BaseCommand):
    help = "Load divisions, calendars, the incident catalogue and document templates; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in (
            ("divisions", load_divisions),
            ("calendars", load_holidays),
            ("incident catalogue", load_catalogue),
            ("dispute types", load_types),
            ("methods of risk assessment", load_methods),
            ("document templates", load_templates),
            ("register definitions", load_definitions),
            ("example schemes of assessment", load_schemes),
        ):
            began = time.monotonic()
            load()
            self.stdout.write(f"{name}: {time.monotonic() - began:.1f} s")
