"""Setting and ending time limits and workflow numbers; each change is a new version with its source."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Confidence, Severity, Stage, TermUnit, TimeLimit, Urgency, WorkflowNumber
from grids.models.limits import LIMIT_KEY, stage_labels
from grids.queries.categories import category_by_code
from grids.queries.rulebook import classes_of_other_apps
from pingan.access.rules import Actor
from pingan.access.services.versions import open_version, retire_version
from pingan.common.errors import Invalid

#: Ten years in the unit of the term; more is a slip of the finger.
MOST = {
    "working_days": 2_500,
    "natural_days": 3_650,
    "months": 120,
    "years": 10,
    "same_day": 1,
    "hours": 87_600,
    "minutes": 5_256_000,
}


@dataclass(frozen=True)
class TimeLimitInput:
    """A time limit as the office types it; blank class, urgency and severity mean any."""

    stage: str
    amount: int
    unit: str
    source: str
    confidence: str = Confidence.LOW
    category_code: str = ""
    urgency: str = ""
    severity: str = ""
    region_code: str = "36"
    effective_from: date | None = None


@dataclass(frozen=True)
class NumberInput:
    """A workflow number as the office types it. ``value`` None: the setting is ``text``."""

    code: str
    unit: str
    source: str
    value: Decimal | None = None
    text: str = ""
    confidence: str = Confidence.LOW
    note: str = ""
    region_code: str = "36"
    effective_from: date | None = None


def _limit_errors(data: TimeLimitInput) -> dict[str, str]:
    known = _("Choose one of the listed values.")
    choices = {
        "stage": data.stage in stage_labels(),
        "unit": data.unit in TermUnit.values,
        "confidence": data.confidence in Confidence.values,
        "urgency": data.urgency in {"", *Urgency.values},
        "severity": data.severity in {"", *Severity.values},
    }
    errors = {field: known for field, is_known in choices.items() if not is_known}
    if data.category_code and not _is_class_of(data.stage, data.category_code):
        errors["category_code"] = _("Choose a class that goes with this stage.")
    if not 0 < data.amount <= MOST.get(data.unit, 3_650):
        errors["amount"] = (
            _("The same day is one day: give 1.")
            if data.unit == TermUnit.SAME_DAY
            else _("Give a term of at least one and at most ten years.")
        )
    if not data.source.strip():
        errors["source"] = _("Name the source: a number without one cannot be used.")
    return errors


def _is_class_of(stage: str, code: str) -> bool:
    """Say whether a stage can have a limit of its own for a class: incidents have theirs, other apps theirs."""
    if stage in Stage.values:
        return category_by_code(code) is not None
    return code in classes_of_other_apps()


def set_time_limit(
    *, actor: Actor, data: TimeLimitInput, reason: str, seen_version: int | None = None
) -> TimeLimit:
    """Record a time limit from a day on (default: today) and close the version before.

    Raises:
        Invalid: an unknown value, no source, no reason, a day in the past.
        Forbidden, Stale, Conflict: see ``open_version``.

    """
    errors = _limit_errors(data)
    if errors:
        raise Invalid(errors)
    values = asdict(data) | {"effective_from": data.effective_from or timezone.localdate()}
    row = TimeLimit(**values)
    return open_version(actor=actor, row=row, key=LIMIT_KEY, reason=reason, seen_version=seen_version)


def retire_time_limit(*, actor: Actor, limit_id: int, reason: str, on: date | None = None) -> TimeLimit:
    """End a time limit on a day (default: today); a weaker rule takes over, or none."""
    return retire_version(
        actor=actor, model=TimeLimit, pk=limit_id, on=on or timezone.localdate(), reason=reason
    )


def set_workflow_number(
    *, actor: Actor, data: NumberInput, reason: str, seen_version: int | None = None
) -> WorkflowNumber:
    """Record a workflow number from a day on (default: today) and close the version before.

    Raises:
        Invalid: neither value nor text, no source, no finite number.
        Forbidden, Stale, Conflict: see ``open_version``.

    """
    if data.value is None and not data.text.strip():
        raise Invalid({"value": _("Give a value.")})
    if not data.source.strip():
        raise Invalid({"source": _("Name the source: a number without one cannot be used.")})
    values = asdict(data) | {"effective_from": data.effective_from or timezone.localdate()}
    if data.value is not None:
        try:
            values["value"] = data.value.quantize(Decimal("0.0001"))
        except InvalidOperation as error:
            raise Invalid({"value": _("This number is too large or no number.")}) from error
        if not data.value.is_finite() or abs(data.value) >= Decimal(10) ** 10:
            raise Invalid({"value": _("This number is too large or no number.")})
    row = WorkflowNumber(**values)
    return open_version(
        actor=actor, row=row, key=("code", "region_code"), reason=reason, seen_version=seen_version
    )
