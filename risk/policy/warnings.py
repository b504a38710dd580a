"""Who may do what to a warning. Verbs are those that the machine's actions name.

Drafting, approving, giving internal notice and releasing to the public are four duties of different posts: a public
release needs a government's authorisation (突发事件应对法 §63, 64).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from pingan.access.policy import NOTHING, Permit, register, register_kind, value_at
from pingan.access.rules import Actor, extend_duties
from pingan.matters.policy import MatterArea, among
from risk.models import RiskWarning, WarningAddressee, WarningIssue, WarningReceipt
from risk.policy.scopes import OfKind, TaskedUnit


@dataclass(frozen=True)
class Addressed:
    """Warnings that have been issued to the actor's division or unit, or to one inside its area."""

    def _receipts(self, actor: Actor) -> QuerySet[WarningReceipt]:
        inside = NOTHING
        for area in actor.areas:
            inside |= Q(region__code__startswith=area)
        return WarningReceipt.objects.filter(WarningReceipt.answered_by(actor) | inside)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        return among(at, self._receipts(actor).values("warning_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return bool(self._receipts(actor).filter(warning_id=value_at(obj, "pk")).exists())


AREA = OfKind("warning", MatterArea())
ADDRESSED = OfKind("warning", Addressed())
TASKED = OfKind("warning", TaskedUnit())
DUTIES = {
    "grid_worker": {"addressed"},
    "community_staff": {"addressed", "receive"},
    "township_desk": {"view_area", "addressed", "draft", "issue", "remind", "receive"},
    "county_dispatcher": {"view_area", "addressed", "draft", "issue", "remind", "receive"},
    "county_government": {"view_area", "addressed", "release", "lift_public"},
    "unit_handler": {"addressed", "tasked", "receive"},
    "body_office": {"view_area", "addressed", "draft", "issue", "remind", "receive"},
    "leader": {"view_area", "addressed", "approve"},
    "auditor": {"view_area"},
}
VIEW = (
    Permit("warning.view_area", AREA),
    Permit("warning.addressed", ADDRESSED),
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
    "system": (),
}  # fmt: skip


def register_warnings() -> None:
    """Register permits of warnings and of what belongs to one; called from ``ready()``."""
    extend_duties({role: {f"warning.{name}" for name in names} for role, names in DUTIES.items()})
    register_kind("warning", RiskWarning, VERBS)
    for model in (WarningAddressee, WarningIssue, WarningReceipt):
        register(model, {"view": VIEW}, at="warning__matter__")
