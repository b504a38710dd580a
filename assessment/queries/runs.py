"""Reads of runs: those in scope, their people, their progress, which one came before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assessment.models import AssessedUnit, AssessmentRun, Objection, SelfReport, Source
from assessment.queries.run_plans import reported_indicators
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.models import OutboxEntry
from pingan.matters.models import Clock, Matter
from pingan.org.queries import user_ids_holding

#: An objection nobody answered keeps a run from becoming final.
_DESKS = ("township_desk", "body_office", "county_dispatcher")
#: Days before the last day for reports on which a run turns yellow (our own choice, L).
_WARN_DAYS = 3
#: Sources whose numbers only the unit itself can give; of a deduction, bonus or veto there may rightly be none.
_ASKED = frozenset({Source.REPORTED, Source.COMPUTED})


def runs_visible(actor: Actor | None) -> QuerySet[AssessmentRun]:
    """Return the runs in the actor's scope with what every list shows, newest first."""
    rows = visible_to(AssessmentRun, actor).select_related(
        "matter", "matter__region", "matter__grid", "matter__organ", "scheme"
    )
    return rows.defer(
        "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary"
    ).order_by("-matter__opened_at", "-pk")


def previous_of(run: AssessmentRun) -> AssessmentRun | None:
    """Return the final run of the same body and audience that ended last before this one began; None: the first one.

    Of a run and its corrections the one that became final last counts.
    """
    rows = AssessmentRun.objects.filter(
        matter__region_id=run.matter.region_id,
        scheme__audience=run.scheme.audience,
        final_at__isnull=False,
        until__lt=run.since,
    )
    return rows.order_by("-until", "-final_at").first()


def open_objections(run: AssessmentRun) -> QuerySet[Objection]:
    """Return the objections that wait for an answer."""
    return Objection.objects.filter(unit__run=run, is_upheld=None)


def unconfirmed_reports(run: AssessmentRun) -> QuerySet[SelfReport]:
    """Return the reports of numbers that a department supplies, which it has neither confirmed nor returned."""
    return SelfReport.objects.filter(
        unit__run=run, state=SelfReport.State.REPORTED, indicator__supplier__isnull=False
    )


def units_still_to_report(run: AssessmentRun) -> int:
    """Return how many units have not reported for every indicator for which their silence would earn nothing."""
    asked = sum(one.source in _ASKED for one in reported_indicators(run.scheme_id))
    if not asked:
        return 0
    reported = SelfReport.objects.filter(unit__run=run, indicator__source__in=_ASKED).exclude(
        state=SelfReport.State.RETURNED
    )
    done = reported.order_by().values("unit_id").annotate(count=Count("pk")).filter(count__gte=asked)
    return AssessedUnit.objects.filter(run=run).count() - len(done)


def objection_clock(run: AssessmentRun) -> Clock | None:
    """Return the clock of objections; None: it was not announced yet."""
    return Clock.objects.filter(matter_id=run.pk, stage="run_objection").order_by("-started_at").first()


def reporting_duties(matter: Matter) -> Iterable[tuple[datetime, datetime]]:
    """Return until when reports are due while they are collected, with the moment of the warning."""
    if matter.state != "collecting":
        return []
    day = AssessmentRun.objects.values_list("report_until", flat=True).get(pk=matter.pk)
    due = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    return [(due, due - timedelta(days=_WARN_DAYS))]


def of_office(run: AssessmentRun) -> tuple[int, ...]:
    """Return the office of the body."""
    return user_ids_holding(Q(region_id=run.matter.region_id, role="body_office"))


def of_leaders(run: AssessmentRun) -> tuple[int, ...]:
    """Return the leaders of the body."""
    return user_ids_holding(Q(region_id=run.matter.region_id, role="leader"))


def of_units(run: AssessmentRun, units: QuerySet[AssessedUnit] | None = None) -> tuple[int, ...]:
    """Return who speaks for the assessed units, or for some of them."""
    rows = AssessedUnit.objects.filter(run=run) if units is None else units
    asked = Q(region_id__in=rows.exclude(region=None).order_by().values("region_id"), role__in=_DESKS)
    asked |= Q(organ_id__in=rows.exclude(organ=None).order_by().values("organ_id"), role="unit_handler")
    return user_ids_holding(asked)


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock of a run: the office."""
    return of_office(AssessmentRun.objects.select_related("matter").get(pk=clock.matter_id))


def progress_of(run: AssessmentRun) -> dict[str, Any]:
    """Return how far computing is: units in all, units done, the part in per cent, and jobs that failed so far."""
    total = AssessedUnit.objects.filter(run=run).count()
    left = run.units_left
    done = 0 if left is None else total - left
    open_jobs = OutboxEntry.objects.filter(
        job__startswith="assessment.", done_at=None, payload__run_id=run.pk
    )
    failing = open_jobs.exclude(last_error="").count()
    return {"total": total, "done": done, "percent": done * 100 // total if total else 0, "failing": failing}
