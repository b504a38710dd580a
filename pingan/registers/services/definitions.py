"""Definitions: loading those of the product, and the office's own versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import BUSINESS_ROLES, Actor, system_actor
from pingan.access.services import content_of, demand_edit, open_version, retire_version
from pingan.common.errors import Invalid
from pingan.common.slots import reporting_units
from pingan.common.text import in_plain_text
from pingan.common.versions import Confidence
from pingan.registers.models import DEFINITION_KEY, DefinitionKind, Period, RegisterDefinition
from pingan.registers.rules import ending_faults, field_faults
from pingan.registers.rules.fields import CODE
from pingan.registers.services.definition_checks import purpose_faults, taken_code, unknown_registers

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
REASON = "随系统发布的参考数据"
#: Levels whose offices may order something: province to township.
ORDERING_LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True)
class DefinitionInput:
    """One version of a definition as an office states it."""

    code: str
    kind: str
    name: str
    name_en: str
    purpose: str
    source: str
    confidence: str
    unit_kind: str
    retention_years: int
    retention_source: str
    region_code: str = "36"
    period: str = ""
    days_before_holidays: int | None = None
    purpose_en: str = ""
    order_levels: Sequence[int] = ()
    order_roles: Sequence[str] = ()
    needs_review: bool = True
    due_working_days: int | None = None
    warn_hours: int = 24
    fields: Sequence[Mapping[str, Any]] = field(default_factory=list)
    finding_fields: Sequence[Mapping[str, Any]] = field(default_factory=list)
    targets: Sequence[str] = ()
    endings: Sequence[Mapping[str, Any]] = ()
    effective_from: date | None = None


def _between(least: int, value: int | None, most: int) -> bool:
    return value is None or least <= value <= most


def _word_faults(data: DefinitionInput) -> dict[str, Any]:
    sourced = _("Name the source: a number without one cannot be used.")
    lengths = {"name": 80, "name_en": 120, "purpose": 300, "source": 300, "retention_source": 300}
    found: dict[str, Any] = {
        name: _("Write 1 to %(most)d characters.") % {"most": most}
        for name, most in lengths.items()
        if not 0 < len(getattr(data, name).strip()) <= most
    }
    found |= {name: sourced for name in ("source", "retention_source") if not getattr(data, name).strip()}
    if not CODE.fullmatch(data.code):
        found["code"] = _("Begin with a small letter; then small letters, digits and _, 40 at most.")
    return found


def _plain_faults(data: DefinitionInput) -> dict[str, Any]:
    levels, roles = set(data.order_levels), set(data.order_roles)
    orders = _("Choose who may order it.")
    wrong: list[tuple[str, bool, Any]] = [
        ("kind", data.kind not in DefinitionKind.values, _("Choose a kind.")),
        ("period", bool(data.period) and data.period not in Period.values, _("Choose a period.")),
        ("confidence", data.confidence not in Confidence.values, _("Choose how sure it is.")),
        ("unit_kind", reporting_units.get(data.unit_kind) is None, _("Choose who reports.")),
        ("retention_years", not _between(1, data.retention_years, 100), _("Between 1 and 100 years.")),
        ("warn_hours", not _between(1, data.warn_hours, 720), _("Between 1 and 720 hours.")),
        (
            "days_before_holidays",
            not _between(1, data.days_before_holidays, 60),
            _("Between 1 and 60 working days."),
        ),
        (
            "due_working_days",
            not _between(1, data.due_working_days, 250),
            _("Between 1 and 250 working days."),
        ),
        ("order_levels", not levels or not levels <= set(ORDERING_LEVELS), orders),
        ("order_roles", not roles or not roles <= BUSINESS_ROLES, orders),
    ]
    return _word_faults(data) | {name: sentence for name, is_wrong, sentence in wrong if is_wrong}


def _faults(data: DefinitionInput) -> dict[str, Any]:
    found = _plain_faults(data)
    for name in ("fields", "finding_fields"):
        for at, sentences in field_faults([dict(row) for row in getattr(data, name)]).items():
            found[f"{name}.{at}" if at else name] = sentences
    for place, row in enumerate(data.finding_fields):
        if row.get("counts_findings"):
            found[f"finding_fields.{place}.counts_findings"] = _("A field of the report counts its findings.")
    found |= _watched_faults(data)
    wrong = ending_faults(list(data.endings), is_register=data.kind == DefinitionKind.REGISTER)
    found |= {"endings": wrong} if wrong else {}
    if not data.fields and not data.finding_fields:
        found["fields"] = _("A form without a field asks nothing.")
    return found


def _watched_faults(data: DefinitionInput) -> dict[str, Any]:
    """Hold the form to one watched day, of its entries: which of two would an entry be overdue by?"""
    found: dict[str, Any] = {
        f"fields.{place}.watched": _("A day of an entry is watched, not one of the report.")
        for place, row in enumerate(data.fields)
        if row.get("watched")
    }
    places = [place for place, row in enumerate(data.finding_fields) if row.get("watched")]
    found |= {f"finding_fields.{place}.watched": _("One day of an entry is watched.") for place in places[1:]}
    return found


def save_definition(
    *, actor: Actor, data: DefinitionInput, reason: str, seen_version: int | None = None, is_new: bool = False
) -> RegisterDefinition:
    """Publish a version from a day on (default: today) and close the one before; none is ever changed.

    ``is_new``: whoever writes it knows of no form under this code.

    Raises:
        Forbidden, Stale, Conflict: see ``open_version``.
        Invalid: something is missing or contradicts itself; faults of fields at "fields.<place>.<name>".

    """
    data = in_plain_text(data)
    row = _row(data)
    demand_edit(actor, row)
    faults = _faults(data)
    if not actor.is_system:  # those of the product are loaded one by one, and may name one that comes later
        faults |= {**purpose_faults(data), **unknown_registers(data)}
    if is_new:
        faults |= taken_code(data)
    if faults:
        raise Invalid(faults)
    return open_version(actor=actor, row=row, key=DEFINITION_KEY, reason=reason, seen_version=seen_version)


def _row(data: DefinitionInput) -> RegisterDefinition:
    values = asdict(data) | {"effective_from": data.effective_from or timezone.localdate()}
    for name in ("fields", "finding_fields", "targets", "order_levels", "order_roles", "endings"):
        values[name] = [dict(item) if isinstance(item, Mapping) else item for item in values[name]]
    return RegisterDefinition(**values)


def retire_definition(
    *, actor: Actor, definition_id: int, reason: str, on: date | None = None
) -> RegisterDefinition:
    """End a definition on a day (default: today): nothing new is ordered by it, what runs goes on."""
    return retire_version(
        actor=actor,
        model=RegisterDefinition,
        pk=definition_id,
        on=on or timezone.localdate(),
        reason=reason,
    )


@dataclass(frozen=True)
class LoadedDefinitions:
    """What one run did."""

    added: int
    renewed: int
    kept: int


def _documents() -> Iterator[dict[str, Any]]:
    for path in sorted(REFERENCE.glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def load_definitions() -> LoadedDefinitions:
    """Bring the product's definitions in; a second run changes nothing.

    One that an office changed or ended is never touched again; a newer one of the product closes the old version
    today, so that rounds under way keep theirs.
    """
    done = [_load(document) for document in _documents()]
    return LoadedDefinitions(done.count("added"), done.count("renewed"), done.count("kept"))


def _load(document: dict[str, Any]) -> str:
    begins = date.fromisoformat(document.pop("effective_from"))
    data = DefinitionInput(**document, effective_from=begins)
    versions = RegisterDefinition.objects.filter(code=data.code, region_code=data.region_code)
    last = versions.order_by("-version").first()
    if last is None:
        save_definition(actor=system_actor(), data=data, reason=REASON)
        return "added"
    is_ours = last.created_by_id is None and last.effective_to is None
    if not is_ours or content_of(last) == content_of(_row(data)):
        return "kept"
    later = DefinitionInput(**document, effective_from=max(timezone.localdate(), last.effective_from))
    save_definition(actor=system_actor(), data=later, reason=REASON)
    return "renewed"
