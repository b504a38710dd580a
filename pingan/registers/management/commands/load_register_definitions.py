"""manage.py load_register_definitions: the product's registers, rounds and periodic reports, with their sources."""

from typing import Any

from django.core.management.base import BaseCommand

from pingan.registers.services.definitions import load_definitions


class Command(BaseCommand):
    help = "Load the definitions of registers. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_definitions()
        self.stdout.write(f"added {done.added}, renewed {done.renewed}, kept {done.kept}")
