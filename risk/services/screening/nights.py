"""One county's night: locked, read, judged, written, in one transaction.

A worker that dies in it leaves nothing behind, so that the next one begins anew and finds the same; a night that is
finished is never done again (issue: idempotent, resumable, on any number of workers).
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from grids.queries.centres import grid_centres
from pingan.org.models import Region
from risk.models import ScreeningRun
from risk.queries.screening.areas import areas_of, numbers_of
from risk.queries.screening.counts import bounds, daily_places, weekly_counts
from risk.queries.screening.nights import LOCK, next_night
from risk.rules.findings import Finding
from risk.rules.screening_numbers import ScreeningNumbers
from risk.services.screening.clustering import clusters
from risk.services.screening.ruling import rule_findings
from risk.services.screening.surging import surges, weeks_read
from risk.services.signals import end_unseen, write_findings


class Measured:
    """How long each layer took (milliseconds), and the largest size of the process so far (KiB)."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.timings: dict[str, int] = {}
        self.memory: dict[str, int] = {}

    @contextmanager
    def layer(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start = perf_counter()
        yield
        self.timings[name] = round((perf_counter() - start) * 1000)
        self.memory[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def nothing_more(step: str) -> None:
    """Do nothing between two steps of a night."""


def screen_next(
    county_code: str, *, today: date | None = None, between: Callable[[str], None] = nothing_more
) -> ScreeningRun | None:
    """Screen the first night of a county that is due and not done yet; None: all are done.

    ``county_code`` has 12 digits. ``between`` is called with the name of each step that was taken.

    Raises:
        LookupError: no such county in force.

    """
    with transaction.atomic():
        # Held to the end of the transaction, also by whoever comes second: it then finds the night done.
        with connection.cursor() as cursor:
            cursor.execute(f"select pg_advisory_xact_lock({LOCK})", [county_code])
        county = Region.objects.filter(code=county_code, level=3, valid_to=None).first()
        if county is None:
            raise LookupError(county_code)
        night = next_night(county_code, today or timezone.localdate())
        return None if night is None else _screened(county, night, between)


def _screened(county: Region, night: date, between: Callable[[str], None]) -> ScreeningRun:
    started, measured = timezone.now(), Measured()
    run, _made = ScreeningRun.objects.get_or_create(
        region_code=county.code, night=night, defaults={"region": county, "queued_at": started}
    )
    numbers = numbers_of(county.code, night)
    found, counts, watermark = found_in(county, night, numbers, measured, between)
    with measured.layer("signals"):
        written = write_findings(run, found)
        between("signals")
        ended = end_unseen(county.prefix, night - timedelta(days=numbers.end_nights))
    run.state, run.started_at, run.finished_at = ScreeningRun.State.FINISHED, started, timezone.now()
    run.timings, run.memory, run.watermark = measured.timings, measured.memory, watermark
    run.counts = counts | {"new": written.new, "continued": written.continued, "ended": ended}
    run.save()
    return run


def found_in(
    county: Region,
    night: date,
    numbers: ScreeningNumbers,
    measured: Measured,
    between: Callable[[str], None] = nothing_more,
) -> tuple[list[Finding], dict[str, int], dict[str, Any]]:
    """Return what a night finds, how much was counted, and what was read; writes nothing."""
    with measured.layer("read"):
        areas = areas_of(county, night)
        known = bounds(areas.prefixes, night, days=7 * weeks_read(numbers))
        weekly = weekly_counts(areas.prefixes, night, weeks=weeks_read(numbers))
        places = daily_places(areas.prefixes, night, days=round(365.25 * numbers.daily_years))
        centres = grid_centres(areas.prefixes, night)
    between("read")
    with measured.layer("rules"):
        by_rules, rules = rule_findings(areas, {centre.id: centre.region_code for centre in centres}, night)
    between("rules")
    with measured.layer("surges"):
        by_surges, series = surges(areas, weekly, night, numbers, oldest_days=known.oldest_days or 0)
    between("surges")
    with measured.layer("clusters"):
        by_scan, scans = clusters(county.code, centres, places, night, numbers)
    between("clusters")
    counts = {
        "matters": known.count, "series": series, "rules": rules, "scans": scans,
        "by_rules": len(by_rules), "by_surges": len(by_surges), "by_clusters": len(by_scan),
    }  # fmt: skip
    return [*by_rules, *by_surges, *by_scan], counts, {"matters": known.count, "newest": known.newest}
