"""Grids, incidents and disputes across the province, for measuring. Demo installations only."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disputes.models import MediationSession
from pingan.demo.mediation.province import load_committees
from pingan.demo.province import load_province
from pingan.demo.scale import as_owner, seed_scale
from pingan.demo.seeders import SEEDERS


class Command(BaseCommand):
    help = "Add demo grids, incidents and disputes with all their books across the province, by COPY."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--grids", type=int, required=True, help="How many grids to add (0: use those there)."
        )
        parser.add_argument("--incidents", type=int, default=0, help="How many incidents to add.")
        parser.add_argument("--disputes", type=int, default=0, help="How many disputes to add.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same incidents.")
        parser.add_argument("--days", type=int, default=365, help="Over how many days up to now.")
        parser.add_argument("--processes", type=int, default=2, help="How many producers write at once.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("Demo data is not allowed under these settings (DEMO_DATA_ALLOWED).")
        if min(options[name] for name in ("grids", *SEEDERS)) < 0:
            raise CommandError("Numbers are not negative.")
        as_owner()
        began = time.monotonic()
        try:
            self._seed(**options)
        except (ValueError, RuntimeError) as error:
            raise CommandError(str(error)) from error
        self._say(f"  done in {time.monotonic() - began:.0f} s")

    def _seed(self, **options: Any) -> None:
        began, seed = time.monotonic(), options["seed"]
        if options["grids"]:
            made = load_province(grids=options["grids"], seed=seed)
            self._say(f"  {len(made):,} grids with people: {time.monotonic() - began:.0f} s")
        if options["disputes"]:
            if MediationSession.objects.exists():
                # A second run would book mediators at hours that the first has taken.
                raise CommandError("Disputes are seeded once, into a database that has no sessions.")
            self._say(f"  {load_committees(seed=seed):,} mediation committees")
        for kind in SEEDERS:
            if options[kind]:
                seed_scale(
                    kind=kind,
                    number=options[kind],
                    seed=seed,
                    days=options["days"],
                    processes=options["processes"],
                    say=self._say,
                )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
