"""What units report for themselves, and the departments that confirm the numbers they supply."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessment.models import AssessedUnit, AssessmentRun, EvidenceFile, Indicator, SelfReport
from assessment.queries.run_plans import plan_of, reported_indicators
from assessment.rules.givens import read_number
from assessment.services.run_evidence import add_evidence
from assessment.services.runs import demand_state, locked_run
from disputes.services.screening import without_numbers
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.text import in_plain_text
from pingan.notify.services import notify
from pingan.org.queries import user_ids_holding

_LONGEST = 2_000
WAITING = gettext_noop("%(number)s: reported numbers wait for your confirmation: %(title)s")


@dataclass(frozen=True)
class Report:
    """What is reported for one indicator. Numbers as they were typed; blank: not given."""

    indicator: int
    text: str = ""
    part: str = ""
    whole: str = ""
    evidence: tuple[int, ...] = ()


@transaction.atomic
def report(*, actor: Actor, unit_id: int, data: Report) -> SelfReport:
    """Report for one indicator of the actor's own unit, or report anew what is not confirmed yet.

    Raises:
        NotFound, Forbidden: not the actor's unit, or reports are not collected now.
        Invalid: what is wrong, at each field.

    """
    unit = fetch(AssessedUnit, actor, unit_id, "report")
    run = locked_run(unit.run_id)
    demand_state(run, "collecting")
    data = in_plain_text(data)
    indicator = _indicator(run.scheme_id, data.indicator)
    part, whole = _numbers(indicator, data)
    if len(data.text) > _LONGEST:
        raise Invalid({"text": _("At most %(most)d characters.") % {"most": _LONGEST}})
    found = SelfReport.objects.filter(unit=unit, indicator=indicator).first()
    if found is not None and found.state == SelfReport.State.CONFIRMED:
        raise IllegalAction(_("It is confirmed: ask the department to return it."))
    made = found or SelfReport(unit=unit, indicator=indicator)
    made.text, made.part, made.whole = without_numbers(data.text.strip()), part, whole
    made.state = SelfReport.State.REPORTED
    made.reported_by_id, made.reported_at = actor.user_id or 0, timezone.now()
    made.judged_by = made.judged_at = None
    made.answer = ""
    made.save()
    add_evidence(actor, data.evidence, report=made)
    if indicator.needs_evidence and not EvidenceFile.objects.filter(report=made).exists():
        raise Invalid({"evidence": _("This indicator asks for evidence: add a file.")})
    _tell_supplier(run, indicator)
    return made


def _tell_supplier(run: AssessmentRun, indicator: Indicator) -> None:
    """Tell the department that supplies a number that reports wait for it: once a day, however many units report."""
    if indicator.supplier_id is None:
        return
    notify(
        recipients=user_ids_holding(Q(organ_id=indicator.supplier_id, role="unit_handler")),
        key=f"run:{run.pk}:supply:{indicator.supplier_id}:{timezone.localdate().isoformat()}",
        title=WAITING,
        params={"number": run.matter.number, "title": run.matter.title},
        url=f"/assessment/runs/{run.pk}/confirmations/",
        kind="run.supply",
    )


def _indicator(scheme_id: int, key: int) -> Indicator:
    found = next((one for one in reported_indicators(scheme_id) if one.pk == key), None)
    if found is None:
        raise Invalid({"indicator": _("Nothing is reported for this indicator.")})
    return found


def needs_whole(indicator: Indicator) -> bool:
    """Say whether the expression reads a second number of the unit's own."""
    item = next(one for one in plan_of(indicator.scheme_id).items if one.key == indicator.pk)
    return item.expression is not None and "own.whole" in item.expression.names


def _numbers(indicator: Indicator, data: Report) -> tuple[Decimal | None, Decimal | None]:
    problems: dict[str, str] = {}
    found: dict[str, Decimal | None] = {"part": None, "whole": None}
    for name in found:
        try:
            found[name] = read_number(getattr(data, name))
        except ValueError as error:
            problems[name] = str(error.args[0])
    if not problems:
        problems = _faults(found["part"], found["whole"], is_share=needs_whole(indicator))
    if problems:
        raise Invalid(problems)
    return found["part"], found["whole"]


def _faults(part: Decimal | None, whole: Decimal | None, *, is_share: bool) -> dict[str, str]:
    if part is None:
        return {"part": _("This field is required.")}
    if part < 0 or (whole is not None and whole < 0):
        return {"part" if part < 0 else "whole": _("A number that is reported is not negative.")}
    if is_share and whole is None:
        return {"whole": _("This field is required.")}
    if whole is not None and part > whole and is_share:
        return {"part": _("The part is not larger than the whole.")}
    if whole is not None and whole > part and not is_share:
        return {"whole": _("No more can be repeated than there are.")}
    return {}


@transaction.atomic
def confirm(*, actor: Actor, report_id: int) -> SelfReport:
    """Confirm a reported number, as the department that supplies it or as the office; never one's own.

    Raises:
        NotFound, Forbidden, IllegalAction: not the actor's, reported by the actor, or judged already.

    """
    return _judge(actor, report_id, SelfReport.State.CONFIRMED, "")


@transaction.atomic
def return_report(*, actor: Actor, report_id: int, reason: str) -> SelfReport:
    """Return a report with the reason; it counts as not reported until it is handed in anew.

    Raises:
        NotFound, Forbidden, IllegalAction: as for ``confirm``.
        Invalid: without a reason.

    """
    reason = without_numbers(reason.strip())
    if not reason or len(reason) > _LONGEST:
        raise Invalid({"reason": _("Say why, with at most %(most)d characters.") % {"most": _LONGEST}})
    return _judge(actor, report_id, SelfReport.State.RETURNED, reason)


def _judge(actor: Actor, report_id: int, state: str, answer: str) -> SelfReport:
    known = fetch(SelfReport, actor, report_id, "confirm")
    demand_state(locked_run(known.unit.run_id), "collecting")
    found = SelfReport.objects.select_for_update(no_key=True).get(pk=known.pk)
    if found.reported_by_id == actor.user_id:
        raise Forbidden(_("Another person than the one who reported confirms or returns it."))
    if found.state == state or (
        found.state == SelfReport.State.RETURNED and state == SelfReport.State.CONFIRMED
    ):
        raise IllegalAction(_("This report has been judged already."))
    found.state, found.answer = state, answer
    found.judged_by_id, found.judged_at = actor.user_id, timezone.now()
    found.save()
    return found
