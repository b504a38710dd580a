"""The periods in which patrols are due: opened by a job, and by the first patrol that needs one."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from grids.models import PatrolOccasion, PatrolPlan
from grids.rules.patrols import occasion_on
from pingan.calendars.queries import working_time
from pingan.calendars.rules import WorkingTime

_BATCH = 2_000
#: Six digits: office hours and holidays do not differ within a county.
_COUNTY = 6


def open_patrols(today: date) -> int:
    """Open what is due today for every running plan; return how many came. Safe to run again, and twice at once."""
    running = PatrolOccasion.objects.filter(plan=OuterRef("pk"), period_to__gte=today)
    plans = PatrolPlan.objects.filter(PatrolPlan.running_q(today)).exclude(Exists(running))
    known: dict[str, WorkingTime] = {}
    opened, fresh = 0, []
    for plan in plans.select_related("grid__region").defer("grid__boundary", "grid__bbox").iterator(_BATCH):
        county = plan.grid.region.code[:_COUNTY]
        if county not in known:
            known[county] = working_time(plan.grid.region.code)
        made = _occasion(plan, today, known[county])
        if made is not None:
            fresh.append(made)
        if len(fresh) >= _BATCH:
            opened += _save(fresh)
            fresh = []
    return opened + _save(fresh)


def _save(fresh: list[PatrolOccasion]) -> int:
    # Another run may have come first; the constraint keeps one of each.
    return len(PatrolOccasion.objects.bulk_create(fresh, ignore_conflicts=True))


def _occasion(plan: PatrolPlan, day: date, calendar: WorkingTime) -> PatrolOccasion | None:
    found = occasion_on(
        plan.period, starts_on=plan.starts_on, ends_on=plan.ends_on, day=day, working_time=calendar
    )
    if found is None:
        return None
    return PatrolOccasion(
        plan=plan, key=found.key, period_from=found.period_from, period_to=found.period_to, times=plan.times
    )


def opened_on(plan: PatrolPlan, day: date) -> PatrolOccasion | None:
    """Return the period of a plan in which a day lies, opened if nobody did yet, and locked; None: nothing was due."""
    made = _occasion(plan, day, working_time(plan.grid.region.code))
    if made is None:
        return None
    PatrolOccasion.objects.bulk_create([made], ignore_conflicts=True)
    return PatrolOccasion.objects.select_for_update().get(plan=plan, key=made.key)
