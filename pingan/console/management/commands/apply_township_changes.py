from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pingan.access.rules import system_actor
from pingan.common.errors import Invalid
from pingan.org.services import apply_township_changes


class Command(BaseCommand):
    help = (
        "Apply the township changes since 2023 that pair without doubt; list those that a person must decide."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--effective-on", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--document", required=True, help="the decision document, e.g. 赣民字〔2025〕1号")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = apply_township_changes(
                actor=system_actor(), effective_on=options["effective_on"], document=options["document"]
            )
        except Invalid as refusal:
            raise CommandError(
                "; ".join(f"{k}: {s}" for k, v in refusal.fields.items() for s in v)
            ) from refusal
        for old, new in done.applied:
            self.stdout.write(f"applied     {old.code} {old.name} -> {new.code} {new.name}")
        for division in done.removed:
            self.stdout.write(f"unresolved  {division.code} {division.name} is gone; what became of it?")
        for division in done.added:
            self.stdout.write(f"unresolved  {division.code} {division.name} is new; from what?")
        for old, new in done.mismatched:
            self.stdout.write(f"mismatched  {old.code} {old.name} -> {new.code} {new.name}")
        self.stdout.write(f"{len(done.applied)} applied, {len(done.already)} stood already")
