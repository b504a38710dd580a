"""Standing registers that somebody in the field writes into from a phone, one entry at a time."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.registers.models import DefinitionKind, RegisterDefinition, RegisterReport
from pingan.registers.queries.units import put_names_of_now

#: Posts of a village and below; desks above have the lists of registers.
_FIELD_LEVEL = 5
#: More units are no choice for a thumb.
MOST_UNITS = 200


def _kept(actor: Actor) -> QuerySet[RegisterReport]:
    if not actor.has("registers.report") or actor.level < _FIELD_LEVEL:
        return RegisterReport.objects.none()
    return visible_to(RegisterReport, actor, "report").filter(
        round__state="open",
        round__opens_on__lte=timezone.localdate(),
        round__definition__kind=DefinitionKind.REGISTER,
        organ=None,
        erased_at=None,
    )


def quick_registers(actor: Actor) -> list[RegisterDefinition]:
    """Return the registers of places into which this post writes, by name; one query, for posts above none."""
    ids = _kept(actor).order_by().values("round__definition")
    if actor.level < _FIELD_LEVEL:
        return []
    found = RegisterDefinition.objects.filter(pk__in=ids).order_by("code", "-version")
    latest: dict[str, RegisterDefinition] = {}
    for row in found:
        latest.setdefault(row.code, row)
    return list(latest.values())


def quick_reports(actor: Actor, code: str) -> list[RegisterReport]:
    """Return the units' registers of one definition into which this post writes, the newest order of each unit."""
    rows = _kept(actor).filter(round__definition__code=code).select_related("round__definition")
    latest: dict[tuple[str, int], RegisterReport] = {}
    for row in rows.order_by("unit_code", "-round_id")[: MOST_UNITS * 2]:
        latest.setdefault((row.unit_kind, row.unit_id), row)
    found = list(latest.values())[:MOST_UNITS]
    # The order may be years old: who works in a grid knows it by the name that it bears now.
    put_names_of_now(found)
    return found
