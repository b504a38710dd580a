"""Who may do what to a warning. Verbs are those that the machine's actions name.

Drafting, approving, giving internal notice and releasing to the public are four duties of different posts: a public
release needs a government's authorisation (突发事件应对法 §63, 64).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from pingan.access.policy import Permit, any_of, register, register_kind, value_at
from pingan.access.rules import Actor, extend_duties
from pingan.matters.policy import MatterArea, OfKind, among
from risk.models import RiskWarning, WarningAddressee, WarningIssue, WarningReceipt
from risk.policy.scopes import TaskedUnit


@dataclass(frozen=True)
class Addressed:
    """Warnings that have been issued to some addressees: those that ``which`` names for an actor."""

    which: Callable[[Actor], Q]

    def _receipts(self, actor: Actor) -> QuerySet[WarningReceipt]:
        return WarningReceipt.objects.filter(self.which(actor))

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        return among(at, self._receipts(actor).values("warning_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return bool(self._receipts(actor).filter(warning_id=value_at(obj, "pk")).exists())


def _within(actor: Actor) -> Q:
    return any_of(Q(region__code__startswith=area) for area in actor.areas)


def _around(actor: Actor) -> Q:
    """The divisions that the actor's own lies in, and itself: township and county of a village."""
    return Q(region__code__in=[actor.region_code[:width].ljust(12, "0") for width in (6, 9, 12)])


AREA = OfKind("warning", MatterArea())
ADDRESSED = OfKind("warning", Addressed(WarningReceipt.answered_by))
WITHIN = OfKind("warning", Addressed(_within))
AROUND = OfKind("warning", Addressed(_around))
TASKED = OfKind("warning", TaskedUnit())
DUTIES = {
    "grid_worker": {"around"},
    "community_staff": {"addressed", "around", "receive"},
    "township_desk": {"view_area", "within", "draft", "issue", "remind", "receive", "export"},
    "county_dispatcher": {"view_area", "within", "draft", "issue", "remind", "receive", "export"},
    "county_government": {"view_area", "within", "release", "lift_public"},
    "unit_handler": {"addressed", "tasked", "receive"},
    "body_office": {"view_area", "within", "draft", "issue", "remind", "receive", "export"},
    "leader": {"view_area", "within", "approve"},
    "auditor": {"view_area", "within", "export"},
}
VIEW = (
    Permit("warning.view_area", AREA),
    Permit("warning.addressed", ADDRESSED),
    Permit("warning.within", WITHIN),
    Permit("warning.around", AROUND),
    Permit("warning.tasked", TASKED),
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "draft": (Permit("warning.draft", AREA),),
    "approve": (Permit("warning.approve", AREA),),
    "issue": (Permit("warning.issue", AREA),),
    "release": (Permit("warning.release", AREA),),
    "lift": (Permit("warning.issue", AREA), Permit("warning.lift_public", AREA)),
    "remind": (Permit("warning.remind", AREA),),
    "receive": (Permit("warning.receive", ADDRESSED),),
    "task": (Permit("warning.tasked", TASKED), Permit("warning.issue", AREA)),
    "comment": (Permit("warning.draft", AREA), Permit("warning.approve", AREA), Permit("warning.receive", ADDRESSED)),
    "export": (Permit("warning.export", AREA), Permit("warning.export", WITHIN)),
    "system": (),
}  # fmt: skip


def register_warnings() -> None:
    """Register permits of warnings and of what belongs to one; called from ``ready()``."""
    extend_duties(
        {role: {"warning.see", *(f"warning.{name}" for name in names)} for role, names in DUTIES.items()}
    )
    register_kind("warning", RiskWarning, VERBS)
    for model in (WarningAddressee, WarningIssue, WarningReceipt):
        register(model, {"view": VIEW}, at="warning__matter__")
