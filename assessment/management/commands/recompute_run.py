"""Score the frozen cells of a run again and compare to the last digit (invariant 14)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.models import AssessmentRun
from assessment.services.run_checks import recompute


class Command(BaseCommand):
    help = "Recompute a run from what was frozen; ends with an error where anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="Number of the run, as KH360703260000012345.")

    def handle(self, *args: Any, **options: Any) -> None:
        run = (
            AssessmentRun.objects.select_related("scheme", "matter")
            .filter(matter__number=options["number"], computed_at__isnull=False)
            .first()
        )
        if run is None:
            raise CommandError("There is no computed run of this number.")
        found = recompute(run)
        for one in found.differences[:50]:
            self.stderr.write(f"{one.unit} {one.indicator}: kept {one.kept}, found {one.found}")
        if not found.is_same:
            raise CommandError(
                f"{len(found.differences)} of {found.scores} scores differ; input digest "
                f"{'same' if found.is_input_same else 'differs'}, result digest "
                f"{'same' if found.is_result_same else 'differs'}."
            )
        self.stdout.write(f"{found.scores} scores, every one the same to the last digit.")
