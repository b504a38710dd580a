"""Who orders, reports, reviews and reads. Scope is decided here and nowhere else.

An order reaches everybody below it; its drafts only the area's own offices. A report belongs to its unit: those who
work in it, the organ itself, and the desks at most one level above, who may write it for somebody without a device.
Reviewing is for the desks above the unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from pingan.access.policy import (
    NOTHING,
    AllOf,
    Area,
    Everywhere,
    OwnUnit,
    Permit,
    Scope,
    allows,
    register,
    scope_q,
    value_at,
    visible_to,
)
from pingan.access.rules import BUSINESS_ROLES, Actor, extend_duties
from pingan.common.slots import reporting_units
from pingan.matters.models import Matter
from pingan.org.models import CODE_WIDTH
from pingan.registers.models import (
    RegisterDefinition,
    RegisterFinding,
    RegisterReport,
    RegisterRound,
    ReportFile,
    RoundFile,
    RoundSchedule,
)
from pingan.registers.rules.units import MEMBER_UNIT

PUBLISHED = ("open", "closed")
DUTIES = {
    "grid_worker": {"report"},
    "community_staff": {"report", "report_area", "view_area"},
    "township_desk": {"report", "report_area", "view_area", "review", "order", "export"},
    "county_dispatcher": {"report", "report_area", "view_area", "review", "order", "export"},
    "body_office": {"report", "report_area", "view_area", "review", "order", "export", "define"},
    "unit_handler": {"report"},
    "county_government": {"view_area"},
    "leader": {"view_area"},
    "auditor": {"view_area", "export"},
}


@dataclass(frozen=True)
class Covering:
    """Orders that reach the actor: given for the own area or a larger one, and published."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Compare with every beginning of the own codes: equality, so that an index serves it."""
        around = {area[:width] for area in actor.areas for width in CODE_WIDTH.values() if width <= len(area)}
        if not around:
            return NOTHING
        return Q(**{f"{at}region_code__in": sorted(around), f"{at}state__in": PUBLISHED})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Compare the one code."""
        code, state = value_at(obj, "region_code"), value_at(obj, "state")
        return state in PUBLISHED and any(area.startswith(code) for area in actor.areas)


@dataclass(frozen=True)
class WorkedUnits:
    """Reports of the units in which the actor works, by the scopes that the kinds of unit name."""

    def _scopes(self, actor: Actor) -> dict[str, frozenset[int]]:
        return {
            kind.key: actor.scopes.get(kind.scope, frozenset())
            for kind in reporting_units.entries()
            if kind.scope
        }

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership per kind; an actor without such units reaches nothing."""
        condition = NOTHING
        for key, ids in self._scopes(actor).items():
            if ids:
                condition |= Q(**{f"{at}unit_kind": key, f"{at}unit_id__in": sorted(ids)})
        return condition

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Membership of one row."""
        return value_at(obj, "unit_id") in self._scopes(actor).get(value_at(obj, "unit_kind"), frozenset())


@dataclass(frozen=True)
class PlacesNear:
    """Reports of places (not of organs) of the own level and the next below."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Bound the level."""
        return Q(**{f"{at}organ": None, f"{at}unit_level__lte": actor.level + 1})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Bound the level of one row."""
        return value_at(obj, "organ_id") is None and bool(value_at(obj, "unit_level") <= actor.level + 1)


@dataclass(frozen=True)
class UnitsBelow:
    """Reports of units below the actor's level: what a desk reviews.

    Member units report to the body of their own level and to no other (Article 12): no desk above it reviews theirs.
    """

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Bound the level."""
        others = Q(**{f"{at}unit_level__gt": actor.level}) & ~Q(**{f"{at}unit_kind": MEMBER_UNIT})
        return others | Q(**{f"{at}unit_level": actor.level + 1, f"{at}unit_kind": MEMBER_UNIT})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Bound the level of one row."""
        level = value_at(obj, "unit_level")
        if value_at(obj, "unit_kind") == MEMBER_UNIT:
            return bool(level == actor.level + 1)
        return bool(level > actor.level)


@dataclass(frozen=True)
class Told:
    """Findings of the reports within another scope. One that became a restricted matter is told to its readers alone.

    Wholly or not at all: its sort beside the division of the report would tell that there is something, and where.
    """

    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Ask for the matter only of findings that became a restricted one."""
        known = Exists(visible_to(Matter, actor).filter(pk=OuterRef("pk")))
        closed = Matter.objects.filter(pk=OuterRef(f"{at}matter_id"), is_restricted=True).exclude(known)
        # Hidden by what is known of it, not shown by that: who waited for the lock of a finding that became a matter
        # meanwhile asks of a moment before that matter; ``allows`` asks again.
        return self.within.as_q(actor, f"{at}report__") & ~Q(Exists(closed))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        matter = obj.matter
        return self.within.allows(actor, obj.report) and (
            matter is None or not matter.is_restricted or allows(actor, "view", matter)
        )


@dataclass(frozen=True)
class HandedTo:
    """Entries that were handed to the actor's own unit; one that became a matter is told by that matter alone."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Compare the unit."""
        return OwnUnit("responsible_id").as_q(actor, at) & Q(**{f"{at}matter": None})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Compare the unit of one row."""
        return OwnUnit("responsible_id").allows(actor, obj) and value_at(obj, "matter_id") is None


_AREA = Area("region_code")
_OWN = (Permit("registers.report", WorkedUnits()), Permit("registers.report", OwnUnit("organ_id")))
_VIEW = (Permit("registers.view_area", _AREA), *_OWN)
_REPORT = (*_OWN, Permit("registers.report_area", AllOf((_AREA, PlacesNear()))))
_REVIEW = (Permit("registers.review", AllOf((_AREA, UnitsBelow()))),)


def register_policy() -> None:
    """Register the permits; called once from ``AppConfig.ready()``. Administrators see nothing of this."""
    extend_duties({role: {"registers.view"} for role in BUSINESS_ROLES})
    extend_duties({role: {f"registers.{name}" for name in names} for role, names in DUTIES.items()})
    register(
        RegisterDefinition,
        {
            "view": [Permit("registers.view", Everywhere())],
            "edit": [Permit("registers.define", Area("region_code"))],
        },
    )
    register(
        RegisterRound,
        {
            "view": [Permit("registers.view_area", _AREA), Permit("registers.view", Covering())],
            "order": [Permit("registers.order", _AREA)],
            "urge": [Permit("registers.review", _AREA), Permit("registers.review", Covering())],
        },
    )
    register(
        RoundSchedule,
        {
            "view": [Permit("registers.view_area", _AREA)],
            "order": [Permit("registers.order", _AREA)],
        },
    )
    register(RegisterReport, {"view": _VIEW, "report": _REPORT, "review": _REVIEW})
    handed = Permit("registers.report", HandedTo())
    register(
        RegisterFinding,
        {
            "view": [*_told(_VIEW), handed],
            "refer": _told((*_REPORT, *_REVIEW)),
            "progress": [*_told(_REPORT), handed],
        },
    )


def _told(permits: tuple[Permit, ...]) -> list[Permit]:
    return [Permit(permit.duty, Told(permit.scope)) for permit in permits]


def readable_files(actor: Actor) -> Q:
    """Return the condition on ``StoredFile``: files of orders and reports that the actor may see."""
    rounds = RegisterRound.objects.filter(scope_q(RegisterRound, actor))
    reports = RegisterReport.objects.filter(scope_q(RegisterReport, actor))
    return Q(Exists(RoundFile.objects.filter(file_id=OuterRef("pk"), round__in=rounds))) | Q(
        Exists(ReportFile.objects.filter(file_id=OuterRef("pk"), report__in=reports))
    )


def files_in_use() -> Q:
    """Return the condition on ``StoredFile``: an order or report refers to it."""
    return Q(Exists(RoundFile.objects.filter(file_id=OuterRef("pk")))) | Q(
        Exists(ReportFile.objects.filter(file_id=OuterRef("pk")))
    )
