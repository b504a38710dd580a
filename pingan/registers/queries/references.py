"""Entries that other entries name: which may be named from a register, and what a reader is told of them.

Nobody learns through a name of an entry that they cannot see: what is not visible has no number, no words and no address
here, and whoever names one by chance hears the same sentence as for a number that was never given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Concat

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.registers.models import DefinitionKind, RegisterDefinition, RegisterFinding, RegisterReport
from pingan.registers.queries.entries import in_division
from pingan.registers.rules import FieldSpec, specs_from
from pingan.registers.rules.references import entry_number, first_words, named_keys, references

#: As many are offered in a form, the latest first; every other one is named by its number.
OFFERED: Final = 200
#: An application counts as one when it was accepted; the entries of a register stand from the moment they were added.
_HOLDS: Final = Q(report__state="accepted") | Q(report__round__definition__kind=DefinitionKind.REGISTER)


@dataclass(frozen=True)
class Named:
    """An entry as one that names it shows it. ``has_page``: it stands in a register, where each entry has its own."""

    key: int
    number: str
    title: str
    report_id: int
    place: int
    has_page: bool


def _named(row: RegisterFinding) -> Named:
    definition = row.report.round.definition
    return Named(
        row.pk,
        entry_number(row.report_id, row.number),
        first_words(specs_from(definition.finding_fields), row.values),
        row.report_id,
        row.number,
        definition.is_standing,
    )


def named_entries(actor: Actor, keys: Iterable[int]) -> dict[int, Named]:
    """Return those of some entries that the actor may see; one query, none where there are no keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = visible_to(RegisterFinding, actor).filter(pk__in=wanted)
    return {row.pk: _named(row) for row in rows.select_related("report__round__definition")}


def nameable(actor: Actor, report: RegisterReport, spec: FieldSpec) -> QuerySet[RegisterFinding]:
    """Return the entries that a field of a report may name: of its registers, of the area of its unit, and visible."""
    return visible_to(RegisterFinding, actor).filter(
        _HOLDS,
        in_division(report.region_code, "report__region_code"),
        report__round__definition__code__in=spec.refers_to,
        report__round__state__in=("open", "closed"),
    )


def offered_entries(
    actor: Actor, report: RegisterReport, specs: Iterable[FieldSpec]
) -> dict[str, list[Named]]:
    """Return what the fields of a form offer to be named, by code of the field, the latest first."""
    found = {}
    for spec in references(specs):
        rows = nameable(actor, report, spec).select_related("report__round__definition")
        if spec.named_once:  # what cannot be chosen any more is not offered
            key: Any = KeyTextTransform(spec.code, "values")
            named = naming_once(report, spec).annotate(named_key=key)
            rows = rows.exclude(Exists(named.filter(named_key=Cast(OuterRef("pk"), CharField()))))
        found[spec.code] = [_named(row) for row in rows.order_by("-pk")[:OFFERED]]
    return found


def naming_once(report: RegisterReport, spec: FieldSpec) -> QuerySet[RegisterFinding]:
    """Return the entries of this sort of register that name one by a field, whoever may see them; renewed ones are not."""
    of_kind = RegisterFinding.objects.filter(report__round__definition__code=report.round.definition.code)
    return of_kind.filter(replaced_by=None, values__has_key=spec.code)


def entries_naming(actor: Actor, code: str, keys: Iterable[int]) -> dict[int, list[RegisterFinding]]:
    """Return the entries that the actor may see and that name one of some entries of a definition, by its key.

    Of a chain of renewals the latest. Two queries; none where there are no keys.
    """
    wanted = set(keys)
    if not wanted:
        return {}
    of_kind = [{"type": "entry", "refers_to": [code]}]
    inner = RegisterDefinition.objects.filter(finding_fields__contains=of_kind)
    condition = _naming(inner.values_list("pk", "finding_fields"), list(wanted), "report__round__definition")
    rows = visible_to(RegisterFinding, actor).filter(condition, replaced_by=None)
    found: dict[int, list[RegisterFinding]] = {}
    for row in rows.select_related("report__round__definition").order_by("pk"):
        specs = specs_from(row.report.round.definition.finding_fields)
        for key in wanted & named_keys(specs, row.values):
            found.setdefault(key, []).append(row)
    return found


def is_named(code: str, keys: Iterable[int]) -> bool:
    """Say whether an entry or a report names one of some entries of a definition, whoever may see it."""
    wanted = list(keys)
    of_kind = [{"type": "entry", "refers_to": [code]}]
    own = RegisterDefinition.objects.filter(fields__contains=of_kind)
    inner = RegisterDefinition.objects.filter(finding_fields__contains=of_kind)
    in_reports = _naming(own.values_list("pk", "fields"), wanted, "round__definition")
    in_entries = _naming(inner.values_list("pk", "finding_fields"), wanted, "report__round__definition")
    return (
        RegisterFinding.objects.filter(in_entries).exists()
        or RegisterReport.objects.filter(in_reports).exists()
    )


def _naming(rows: Iterable[tuple[int, Any]], keys: list[int], path: str) -> Q:
    condition = Q(pk__in=[])
    for pk, documents in rows:
        for spec in references(specs_from(documents)):
            condition |= Q(**{path: pk, f"values__{spec.code}__in": keys})
    return condition


def with_told_numbers(
    rows: QuerySet[RegisterFinding], actor: Actor, specs: Iterable[FieldSpec]
) -> QuerySet[RegisterFinding]:
    """Add ``told_<code>`` to each row: the number of the entry that a field names; NULL: not visible, or none."""
    for spec in specs:
        kind: Any = Func(KeyTransform(spec.code, "values"), function="jsonb_typeof", output_field=CharField())
        key: Any = Cast(KeyTextTransform(spec.code, "values"), BigIntegerField())
        rows = rows.annotate(**{f"kind_{spec.code}": kind}).annotate(
            # An older version of the form may have had words there: only a number is a key.
            **{f"key_{spec.code}": Case(When(**{f"kind_{spec.code}": "number"}, then=key))}
        )
        number: Any = Concat(F("report_id"), Value("-"), F("number"), output_field=CharField())
        told = visible_to(RegisterFinding, actor).filter(pk=OuterRef(f"key_{spec.code}"))
        rows = rows.annotate(
            **{f"told_{spec.code}": Subquery(told.order_by().annotate(told_as=number).values("told_as")[:1])}
        )
    return rows


def told_by(known: Mapping[int, Named], key: Any) -> Named | None:
    """Return what a kept value names, as far as it is known to the reader."""
    return known.get(key) if isinstance(key, int) else None
