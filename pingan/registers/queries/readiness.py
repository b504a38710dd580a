"""How ready the units of an area are (Articles 19, 26): plans, drills, what drills showed, responsibility lists.

Four registers that units keep; nothing is stored besides. As many queries for a thousand units as for three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, IntegerField, Min, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.registers.models import (
    DefinitionKind,
    RegisterDefinition,
    RegisterFinding,
    RegisterReport,
    RegisterRound,
)
from pingan.registers.queries.entries import held_in_q, in_division, overdue_q, soon_q, standing_q
from pingan.registers.queries.reports import not_said_q
from pingan.registers.queries.rounds import orderable, own_prefix

PLANS: Final = "emergency_plans"
DRILLS: Final = "drills"
IMPROVEMENTS: Final = "drill_improvements"
LISTS: Final = "responsibility_lists"
REGISTERS: Final = (PLANS, DRILLS, IMPROVEMENTS, LISTS)


@dataclass(frozen=True)
class UnitReadiness:
    """One unit. ``drills_owed`` is what its own plans say for a year; ``is_list_published`` None: no list is asked of it.

    ``report_ids`` are its registers by code of the definition; ``id`` is the first of them that was opened.
    """

    id: int
    unit_kind: str
    unit_id: int
    unit_code: str
    unit_name: str
    region_code: str
    report_ids: Mapping[str, int] = field(default_factory=dict)
    plans: int = 0
    plans_overdue: int = 0
    plans_soon: int = 0
    drills: int = 0
    drills_owed: int = 0
    improvements: int = 0
    improvements_overdue: int = 0
    is_list_published: bool | None = None

    @property
    def drills_missing(self) -> int:
        """Return how many drills of this year are still owed."""
        return max(self.drills_owed - self.drills, 0)


@dataclass(frozen=True)
class Readiness:
    """The sums of an area; ``lists_missing`` are units whose list is asked for and not published."""

    plans_overdue: int
    plans_soon: int
    improvements: int
    improvements_overdue: int
    drills: int
    drills_owed: int
    lists_missing: int


def kept_reports(actor: Actor, region: str = "") -> QuerySet[RegisterReport]:
    """Return the registers of readiness that are kept in a division (blank: in reach), as far as the actor sees them."""
    rows = visible_to(RegisterReport, actor).filter(
        round__state="open",
        round__definition__kind=DefinitionKind.REGISTER,
        round__definition__code__in=REGISTERS,
    )
    return rows.filter(in_division(region, "region_code")) if region else rows


def unit_heads(actor: Actor, region: str = "") -> QuerySet[RegisterReport]:
    """Return one register of each unit, so that a list of units can be paged."""
    rows = kept_reports(actor, region)
    firsts = rows.order_by().values("unit_kind", "unit_id").annotate(first=Min("pk")).values("first")
    return rows.filter(pk__in=firsts)


def _figures(today: date) -> dict[str, Any]:
    """Return the aggregates over entries of any of the registers, of one group."""
    plans, drills, better = (
        Q(report__round__definition__code=code) for code in (PLANS, DRILLS, IMPROVEMENTS)
    )
    owed = Cast(KeyTextTransform("drills_per_year", "values"), IntegerField())
    return {
        "plans": Count("pk", filter=plans & standing_q()),
        "plans_overdue": Count("pk", filter=plans & overdue_q(today)),
        "plans_soon": Count("pk", filter=plans & soon_q(today)),
        "drills": Count("pk", filter=drills & held_in_q(today.year)),
        "drills_owed": Sum(owed, filter=plans & standing_q(), default=0),
        "improvements": Count("pk", filter=better & standing_q()),
        "improvements_overdue": Count("pk", filter=better & overdue_q(today)),
    }


def _entries(actor: Actor, reports: QuerySet[RegisterReport]) -> QuerySet[RegisterFinding]:
    return visible_to(RegisterFinding, actor).filter(report__in=reports.values("pk")).order_by()


def readiness_of(actor: Actor, heads: Iterable[RegisterReport], today: date) -> list[UnitReadiness]:
    """Return how ready some units are, in their order; two queries."""
    rows = list(heads)
    keys = Q(pk__in=[])
    for row in rows:
        keys |= Q(unit_kind=row.unit_kind, unit_id=row.unit_id)
    reports = kept_reports(actor).filter(keys).select_related("round__definition").order_by("pk")
    by_unit: dict[tuple[str, int], list[RegisterReport]] = {}
    for report in reports:
        by_unit.setdefault((report.unit_kind, report.unit_id), []).append(report)
    groups = (
        _entries(actor, reports).values("report__unit_kind", "report__unit_id").annotate(**_figures(today))
    )
    figures = {(g.pop("report__unit_kind"), g.pop("report__unit_id")): g for g in map(dict, groups)}
    return [_unit(row, by_unit, figures.get((row.unit_kind, row.unit_id), {})) for row in rows]


def _unit(
    row: RegisterReport,
    by_unit: Mapping[tuple[str, int], list[RegisterReport]],
    figures: Mapping[str, Any],
) -> UnitReadiness:
    kept = by_unit.get((row.unit_kind, row.unit_id), [])
    lists = [one for one in kept if one.round.definition.code == LISTS]
    return UnitReadiness(
        row.pk,
        row.unit_kind,
        row.unit_id,
        row.unit_code,
        row.unit_name,
        row.region_code,
        {one.round.definition.code: one.pk for one in kept},
        is_list_published=any(one.values.get("is_published") is True for one in lists) if lists else None,
        **figures,
    )


def readiness_sums(actor: Actor, region: str, today: date) -> Readiness:
    """Return the sums of a division (blank: in reach); two queries."""
    reports = kept_reports(actor, region)
    sums = _entries(actor, reports).aggregate(**_figures(today))
    missing = reports.filter(round__definition__code=LISTS).filter(not_said_q("is_published")).count()
    names = ("plans_overdue", "plans_soon", "improvements", "improvements_overdue", "drills", "drills_owed")
    return Readiness(**{name: sums[name] for name in names}, lists_missing=missing)


def missing_registers(actor: Actor) -> list[RegisterDefinition]:
    """Return the registers of readiness that this post may open in its division and nobody has opened there yet."""
    offered = [row for row in orderable(actor) if row.code in REGISTERS]
    rows = visible_to(RegisterRound, actor).filter(
        state="open", region_code=own_prefix(actor), definition__code__in=REGISTERS
    )
    opened = set(rows.values_list("definition__code", flat=True))
    return [row for row in offered if row.code not in opened]
