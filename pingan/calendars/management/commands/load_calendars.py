from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pingan.calendars.services import load_holidays


class Command(BaseCommand):
    help = "Load holidays, make-up workdays and assumed office hours; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_holidays()
        years = ", ".join(map(str, loaded.years))
        self.stdout.write(f"Calendars {years}: {loaded.changed} rows written, {loaded.kept} kept as edited.")
