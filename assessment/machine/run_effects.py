"""Guards, effects and clocks of runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.machine import run_inputs as inputs
from assessment.machine.run_ranking import place_units
from assessment.models import AssessedUnit, AssessmentRun
from assessment.queries.digests import input_digest, result_digest
from assessment.queries.runs import (
    objection_clock,
    open_objections,
    previous_of,
    unconfirmed_reports,
    units_still_to_report,
)
from assessment.rules.methods import METHOD_VERSION
from assessment.rules.run_states import OBJECTION_STAGE
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.outbox import enqueue
from pingan.matters.machine import ClockOperation, Limit, Move, StartClock
from pingan.matters.services.effects import stop_all


def day(moment: datetime) -> date:
    """Return the day of a moment in the product's zone."""
    return timezone.localdate(moment)


def days_problems(since: date, until: date, report_until: date, year: int) -> dict[str, str]:
    """Return what is wrong with the days of a run, by field."""
    problems = {}
    if until < since:
        problems["until"] = _("The period ends before it begins.")
    elif since.year != year or until.year != year:
        problems["since"] = _("The period lies in the year of the scheme: %(year)s.") % {"year": year}
    if report_until <= since:
        problems["report_until"] = _("Reports are handed in after the period has begun.")
    elif report_until.year > year + 2:
        problems["report_until"] = _("This day lies too far away.")
    return problems


def days_guard(move: Move) -> None:
    """Guard: the days fit the scheme and one another."""
    data: inputs.Days = move.data
    problems = days_problems(
        day(data.since), day(data.until), day(data.report_until), move.detail.scheme.year
    )
    if problems:
        raise Invalid(problems)


def days_effect(move: Move) -> None:
    """Effect: other days."""
    for name in ("since", "until", "report_until"):
        setattr(move.detail, name, day(getattr(move.data, name)))
        move.public[name] = day(getattr(move.data, name)).isoformat()


def open_offered(actor: Actor, run: Any) -> Any:
    """Only with somebody to assess, and reports still to come."""
    if not AssessedUnit.objects.filter(run=run).exists():
        return _("Nobody is assessed yet: choose the units.")
    if run.report_until < timezone.localdate():
        return _("The last day for reports is over: choose another one.")
    return None


def extend_guard(move: Move) -> None:
    """Guard: a later day."""
    if day(move.data.report_until) <= move.detail.report_until:
        raise Invalid({"report_until": _("Choose a later day than the present one.")})
    if day(move.data.report_until).year > move.detail.scheme.year + 2:
        raise Invalid({"report_until": _("This day lies too far away.")})


def extend_effect(move: Move) -> None:
    """Effect: more days for reports."""
    move.detail.report_until = day(move.data.report_until)
    # Written at once: until when reports are due is read from the books before the run itself is saved.
    move.detail.save(update_fields=["report_until"])
    move.public["report_until"] = move.detail.report_until.isoformat()
    move.note = move.data.note


def lock_offered(actor: Actor, run: Any) -> Any:
    """Only when the period is over and every reported number has been confirmed or returned."""
    if run.until >= timezone.localdate():
        return _("The period is not over yet.")
    waiting = unconfirmed_reports(run).count()
    if waiting:
        return ngettext(
            "%(count)d report waits for the department that supplies it.",
            "%(count)d reports wait for the departments that supply them.",
            waiting,
        ) % {"count": waiting}
    return None


def lock_guard(move: Move) -> None:
    """Guard: before the last day for reports is over only with a reason, unless everybody has reported."""
    run: AssessmentRun = move.detail
    if run.report_until < timezone.localdate() or move.data.note.strip():
        return
    waiting = units_still_to_report(run)
    if waiting:
        raise Invalid(
            {
                "note": ngettext(
                    "The last day for reports is not over and %(count)d unit has not reported everything: say why it "
                    "is locked all the same.",
                    "The last day for reports is not over and %(count)d units have not reported everything: say why it "
                    "is locked all the same.",
                    waiting,
                )
                % {"count": waiting}
            }
        )


def lock_effect(move: Move) -> None:
    """Effect: nothing is reported any more; freezing begins, and computing after it."""
    run: AssessmentRun = move.detail
    run.locked_at = move.now
    run.method_version = METHOD_VERSION
    run.previous = previous_of(run)
    run.units_left = AssessedUnit.objects.filter(run=run).count()
    move.public["units"] = run.units_left
    move.note = move.data.note
    enqueue("assessment.freeze", run_id=run.pk)


def restart_effect(move: Move) -> None:
    """Effect: what is not computed is handed out again; what is, stays."""
    enqueue("assessment.freeze", run_id=move.detail.pk)


def computed_offered(actor: Actor, run: Any) -> Any:
    """Only when every unit has been computed."""
    return None if run.units_left == 0 else _("Some units are still being computed.")


def computed_effect(move: Move) -> None:
    """Effect: totals and places; the digest of everything that they rest on."""
    run: AssessmentRun = move.detail
    run.computed_at = move.now
    run.input_digest = input_digest(run)
    place_units(run)
    move.public["digest"] = run.input_digest


def announce_effect(move: Move) -> None:
    """Effect: places as they are after the review; units see their own scores."""
    move.detail.announced_at = move.now
    place_units(move.detail)
    move.note = move.data.note


def announce_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the term for objections, as the scheme sets it (domain.md §7.3: five working days, L)."""
    scheme = move.detail.scheme
    limit = Limit(
        amount=scheme.objection_days,
        unit="working_days",
        version=f"{scheme.pk}.{scheme.version}",
        source=f"{scheme.title} {scheme.document}".strip()[:300],
        confidence=scheme.confidence,
    )
    return [StartClock(OBJECTION_STAGE, limit)]


def final_offered(actor: Actor, run: Any) -> Any:
    """Only after the term for objections, and when each has been answered."""
    waiting = open_objections(run).count()
    if waiting:
        return ngettext(
            "%(count)d objection waits for its answer.",
            "%(count)d objections wait for their answers.",
            waiting,
        ) % {"count": waiting}
    clock = objection_clock(run)
    if clock is not None and clock.due_at is not None and clock.due_at > timezone.now():
        return _("The term for objections is still running.")
    return None


def final_effect(move: Move) -> None:
    """Effect: places and grades stand; from here on the database refuses every change."""
    run: AssessmentRun = move.detail
    place_units(run)
    run.result_digest = result_digest(run)
    run.final_at = move.now
    run.final_by_id = move.actor.user_id
    move.public["digest"] = run.result_digest
    move.note = move.data.note
    # After commit: a fault in opening cases keeps no result from being final.
    enqueue("assessment.propose_failed", run_id=run.pk)


def end_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: nothing runs any more. The term for objections was a chance to speak: nobody kept or missed it."""
    return stop_all(move)
