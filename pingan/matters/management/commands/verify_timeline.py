"""Check the chain of every timeline; exit 1 and name the place where one does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pingan.common.crypto import DecryptionError
from pingan.matters.queries import chain_faults


class Command(BaseCommand):
    help = "Find altered, deleted and last-deleted timeline entries."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            faults = list(chain_faults())
        except DecryptionError as error:
            raise CommandError(f"a note cannot be decrypted: {error}") from error
        for fault in faults:
            self.stdout.write(f"{fault.number} #{fault.seq}: {fault.reason}")
        if faults:
            raise CommandError(f"{len(faults)} fault(s)")
        self.stdout.write("timeline intact")
