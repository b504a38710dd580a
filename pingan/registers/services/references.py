"""What an answer names as an entry of another register: found by its number, in the own area, and visible there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.queries.references import is_named, nameable, naming_once
from pingan.registers.rules import FieldSpec
from pingan.registers.rules.references import HIDDEN, entry_number, number_in, references
from pingan.registers.services.answers import Answer, specs_of


@dataclass(frozen=True)
class _Given:
    """One value: at which place of the answer, under which field, what was given, and what was kept there before."""

    at: str
    spec: FieldSpec
    values: dict[str, Any]
    before: Any


def name_entries(
    actor: Actor, report: RegisterReport, answer: Answer, before: Mapping[int, Mapping[str, Any]]
) -> Answer:
    """Put the keys of entries in the place of their numbers. ``before``: what the findings held, by their number.

    What stays as it was is not asked for again: an application may be returned after a title was given for it.

    Raises:
        Invalid: at the field; there is no such entry, or none that this post may name here.

    """
    fields, finding_fields = specs_of(report)
    if not references((*fields, *finding_fields)):
        return answer
    own = dict(answer.values)
    findings = tuple(dict(values) for values in answer.findings)
    numbers = answer.numbers or (0,) * len(findings)
    given = list(_given("values", fields, own, report.values))
    for place, (values, number) in enumerate(zip(findings, numbers, strict=True)):
        given += _given(f"findings.{place}", finding_fields, values, before.get(number, {}))
    faults = _resolve(actor, report, given)
    if faults:
        raise Invalid(faults)
    return replace(answer, values=own, findings=findings)


def _given(
    at: str, specs: Iterable[FieldSpec], values: dict[str, Any], before: Mapping[str, Any]
) -> Iterable[_Given]:
    for spec in references(specs):
        if values.get(spec.code) is not None:
            yield _Given(f"{at}.{spec.code}", spec, values, before.get(spec.code))


def _resolve(actor: Actor, report: RegisterReport, given: list[_Given]) -> dict[str, str]:
    faults: dict[str, str] = {}
    keys, taken = _keys(actor, [one.values[one.spec.code] for one in given]), set[tuple[str, int]]()
    for one in given:
        raw = one.values[one.spec.code]
        key = one.before if raw == HIDDEN else keys.get(raw, raw)
        if not isinstance(key, int) or not (key == one.before or _may_name(actor, report, one.spec, key)):
            faults[one.at] = _("There is no such entry in your area that can be named here.")
        else:
            one.values[one.spec.code] = key
            if key != one.before and one.spec.named_once:
                is_second = (one.spec.code, key) in taken
                sentence = _named_already(actor, report, one, key, is_second=is_second)
                faults |= {one.at: sentence} if sentence else {}
            taken.add((one.spec.code, key))
    return faults


def _named_already(actor: Actor, report: RegisterReport, one: _Given, key: int, *, is_second: bool) -> str:
    """Say what names an entry already that is named once; its row is locked, so two who name it follow each other."""
    if one.at.startswith("values."):
        of_kind = RegisterReport.objects.filter(round__definition__code=report.round.definition.code)
        is_second |= of_kind.exclude(pk=report.pk).filter(**{f"values__{one.spec.code}": key}).exists()
        return _("An entry is named here once, and this one is named already.") if is_second else ""
    named = naming_once(report, one.spec).filter(**{f"values__{one.spec.code}": key})
    shown = visible_to(RegisterFinding, actor).filter(pk__in=named.values("pk")).order_by("pk")
    numbers = [entry_number(row.report_id, row.number) for row in shown[:1]]
    if numbers:
        return _("It is named by the entry %(number)s already; each is named once.") % {"number": numbers[0]}
    if is_second or named.exists():
        return _("An entry is named here once, and this one is named already.")
    return ""


def _keys(actor: Actor, raws: Iterable[Any]) -> dict[Any, int]:
    """Return the keys of the entries that were given by number; of those that the actor cannot see, none."""
    numbers = {raw: found for raw in raws if isinstance(raw, str) and (found := number_in(raw)) is not None}
    if not numbers:
        return {}
    asked = Q(pk__in=[])
    for report_id, number in numbers.values():
        asked |= Q(report_id=report_id, number=number)
    rows = visible_to(RegisterFinding, actor).filter(asked).values_list("report_id", "number", "pk")
    known = {(report_id, number): pk for report_id, number, pk in rows}
    return {raw: known[found] for raw, found in numbers.items() if found in known}


def _may_name(actor: Actor, report: RegisterReport, spec: FieldSpec, key: int) -> bool:
    # Locked, so that it cannot be taken out of its register while this one is written.
    rows = nameable(actor, report, spec).filter(pk=key)
    return rows.select_for_update(of=("self",), no_key=True).first() is not None


def demand_unnamed(report: RegisterReport, leaving: Iterable[RegisterFinding]) -> None:
    """Refuse to take out findings that an entry elsewhere names; whoever could name one waits for their locks.

    Raises:
        Invalid: one of them is named.

    """
    locked = RegisterFinding.objects.filter(pk__in=[row.pk for row in leaving]).order_by("pk")
    keys = list(locked.select_for_update(of=("self",)).values_list("pk", flat=True))
    if keys and is_named(report.round.definition.code, keys):
        raise Invalid({"findings": _("An entry that another register names cannot be taken out.")})
