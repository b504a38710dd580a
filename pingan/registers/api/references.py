"""Entries that values name, as programs read them: what the reader may see, and nothing of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from pingan.access.rules import Actor
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.queries.references import Named, named_entries, told_by
from pingan.registers.rules import FieldSpec, specs_from
from pingan.registers.rules.references import named_keys, references, told_references
from pingan.registers.services.answers import specs_of


class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Key of the entry or finding.")
    number = serializers.CharField(help_text="By which people name it: its report, and its own number there.")
    title = serializers.CharField(help_text="Its first words; blank: it has none, or they were erased.")
    report = serializers.IntegerField()


def known_to(actor: Actor, rows: Iterable[RegisterFinding]) -> dict[int, Named]:
    """Return the entries that some entries name and the actor may see; their reports must have been joined."""
    keys: set[int] = set()
    for row in rows:
        keys |= named_keys(specs_from(row.report.round.definition.finding_fields), row.values)
    return named_entries(actor, keys)


def known_in(actor: Actor, report: RegisterReport, findings: Iterable[RegisterFinding]) -> dict[int, Named]:
    """Return the entries that a report and its findings name and the actor may see."""
    own, inner = specs_of(report)
    keys = named_keys(own, report.values)
    for row in findings:
        keys |= named_keys(inner, row.values)
    return named_entries(actor, keys)


def values_told(
    specs: Iterable[FieldSpec], values: Mapping[str, Any], known: Mapping[int, Named]
) -> dict[str, Any]:
    """Return kept values with a mark in the place of every entry that the reader may not see."""
    return told_references(specs, values, known)


def references_told(
    specs: Iterable[FieldSpec], values: Mapping[str, Any], known: Mapping[int, Named]
) -> dict[str, Any]:
    """Return what values name, by code of the field; what the reader may not see is left out."""
    found = {spec.code: told_by(known, values.get(spec.code)) for spec in references(specs)}
    return {
        code: {"id": one.key, "number": one.number, "title": one.title, "report": one.report_id}
        for code, one in found.items()
        if one is not None
    }
