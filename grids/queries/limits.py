"""Which time limit and which number holds, and why: every number shows its source."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Severity, Stage, TimeLimit, Urgency, WorkflowNumber
from grids.models.limits import TermUnit, stage_label, term_in_words
from grids.queries.categories import category_parents
from grids.queries.rulebook import class_names
from grids.rules.choices import Choice, ReasonPart, areas_over, choose_number, choose_time_limit, path_of
from grids.rules.duplicates import DuplicateWeights
from grids.rules.sizes import SizeAdvice
from pingan.access.rules import Actor
from pingan.matters.machine import Limit
from pingan.matters.models import Clock, Matter
from pingan.org.models import Region


def time_limit_for(
    *, stage: str, category_code: str, urgency: str, severity: str, region_code: str, on: date | None = None
) -> Choice[TimeLimit] | None:
    """Return the time limit of a stage for one matter on a day (default: today); None: nobody set one.

    Two queries, for a stage of another app one: the classes of other apps stand under no other.
    ``Choice.rule`` is the row to snapshot, ``reason_text(choice.reason)`` says why it holds.
    """
    day = on or timezone.localdate()
    parents = category_parents(day) if stage in Stage.values else {}
    return choose_time_limit(
        TimeLimit.objects.in_force(day).filter(stage=stage, region_code__in=areas_over(region_code)),
        stage=stage,
        category_path=path_of(category_code, parents),
        urgency=urgency,
        severity=severity,
        region_code=region_code,
        on=day,
    )


def limit_of(
    matter: Matter, stage: str, on: date | None = None, *, urgency: str = "", severity: str = ""
) -> Limit | None:
    """Return the limit of a stage of a matter as it holds on a day; None: nobody set one.

    The day is that of its opening where none is given: a term does not change under a matter that runs.
    """
    choice = time_limit_for(
        stage=stage,
        category_code=matter.class_code,
        urgency=urgency,
        severity=severity,
        region_code=matter.region_code,
        on=on or timezone.localdate(matter.opened_at),
    )
    if choice is None:
        return None
    row = choice.rule
    return Limit(row.amount, row.unit, f"{row.pk}.{row.version}", row.source, row.confidence)


@dataclass(frozen=True)
class Number:
    """A number with its origin. ``value`` None: the setting is a text, in ``text``. ``id`` is the version.

    ``note`` says in words what it means.
    """

    id: int
    code: str
    value: Decimal | None
    text: str
    unit: str
    source: str
    confidence: str
    version: int
    note: str

    @property
    def count(self) -> int:
        """The value as a whole number.

        Raises:
            LookupError: the setting is a text.

        """
        if self.value is None:
            raise LookupError(f"{self.code} is no number")
        return int(self.value)


def _number(row: WorkflowNumber) -> Number:
    return Number(
        row.pk, row.code, row.value, row.text, row.unit, row.source, row.confidence, row.version, row.note
    )


def numbers_for(prefix: str, region_code: str, on: date | None = None) -> dict[str, Number]:
    """Return the numbers whose code starts with ``prefix``, by code, as they hold in a division on a day."""
    day = on or timezone.localdate()
    by_code: dict[str, list[WorkflowNumber]] = {}
    rows = WorkflowNumber.objects.in_force(day).filter(region_code__in=areas_over(region_code))
    for row in rows.filter(code__startswith=prefix):
        by_code.setdefault(row.code, []).append(row)
    chosen = {code: choose_number(rows, region_code=region_code, on=day) for code, rows in by_code.items()}
    return {code: _number(row) for code, row in chosen.items() if row is not None}


def number_for(code: str, region_code: str, on: date | None = None) -> Number | None:
    """Return one number as it holds in a division on a day (default: today); None: nobody set it."""
    return numbers_for(code, region_code, on).get(code)


def size_advice(region_code: str, on: date | None = None) -> SizeAdvice:
    """Return the recommended size of an urban grid."""
    found = numbers_for("grid_size.", region_code, on)

    def count(code: str) -> int | None:
        number = found.get(f"grid_size.{code}")
        return None if number is None else number.count

    return SizeAdvice(
        households_least=count("households_least"),
        households_most=count("households_most"),
        population_about=count("population_about"),
        population_tolerance_percent=count("population_tolerance_percent"),
        source=next((number.source for number in found.values()), ""),
    )


def duplicate_weights(region_code: str, on: date | None = None) -> DuplicateWeights:
    """Return the weights of the duplicate score; what nobody set stays as the rule ships it."""
    found = numbers_for("duplicate.", region_code, on)
    values = {code.removeprefix("duplicate."): number.value for code, number in found.items()}
    known = {field.name for field in fields(DuplicateWeights)}
    return DuplicateWeights(
        **{name: float(value) for name, value in values.items() if value is not None and name in known}
    )


def _aspect(part: ReasonPart, names: dict[str, str]) -> str:
    known = {
        "urgency": (_("urgency %(value)s"), _("any urgency")),
        "severity": (_("severity %(value)s"), _("any severity")),
        "category": (_("class %(value)s"), _("any class")),
        "area": (_("area %(value)s"), _("everywhere")),
        "priority": (_("priority %(value)s"), _("any priority")),
    }
    specific, general = known[part.aspect]
    return specific % {"value": names.get(part.value, part.value)} if part.value else general


def reason_text(reason: tuple[ReasonPart, ...]) -> str:
    """Return the sentence that says why a rule holds, in the reader's language, with names for codes."""
    values = {part.aspect: part.value for part in reason}
    names = {
        **{code: str(label) for code, label in Urgency.choices},
        **{code: str(label) for code, label in Severity.choices},
    }
    category = values.get("category")
    if category:
        names |= class_names([category])
    area = values.get("area", "")
    if area:
        found = Region.objects.filter(code=area.ljust(12, "0")).order_by("valid_to").first()
        names |= {area: found.name} if found else {}
    return _(", ").join(_aspect(part, names) for part in reason)


def name_of_stage(code: str) -> str:
    """Return the name of a stage of any app in the reader's language."""
    return stage_label(code)


def unit_that_runs(matter_id: int, stage: str, organ_id: int | None = None) -> str:
    """Return in what the running term of a stage is counted, in words; "": none runs. ``stage`` may be its beginning."""
    rows = Clock.objects.filter(matter_id=matter_id, stage__startswith=stage, stopped_at=None)
    rows = rows if organ_id is None else rows.filter(organ_id=organ_id)
    unit = rows.values_list("unit", flat=True).first()
    return str(dict(TermUnit.choices).get(unit, "")) if unit else ""


def unit_of_handling(actor: Actor, incident: Any) -> str:
    """Return in what the time of the actor's own unit to handle an incident is counted."""
    return unit_that_runs(incident.pk, "handle", actor.organ_id)


def words_of_term(amount: int, unit: str) -> str:
    """Return a term with its unit: "2 working days"."""
    return term_in_words(amount, unit)
