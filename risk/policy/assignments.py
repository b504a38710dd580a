"""Who sees tasks: the posts of the area in which they were given, and the unit that has them.

A matter of risk is never restricted, so a task shows no more than its matter does.
"""

from __future__ import annotations

from pingan.access.policy import OwnUnit, Permit, register
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfMatter
from risk.models import RiskTask

DUTIES = {
    "township_desk": {"view_area", "export"},
    "county_dispatcher": {"view_area", "export"},
    "county_government": {"view_area"},
    "body_office": {"view_area", "own_unit", "export"},
    "leader": {"view_area"},
    "auditor": {"view_area", "export"},
    "unit_handler": {"own_unit"},
}
VERBS = {
    "view": (
        Permit("risk_task.view_area", OfMatter(MatterArea())),
        Permit("risk_task.own_unit", OwnUnit("organ_id")),
    ),
    "export": (
        Permit("risk_task.export", OfMatter(MatterArea())),
        Permit("risk_task.export", OwnUnit("organ_id")),
    ),
}


def register_tasks() -> None:
    """Register permits of tasks; called from ``ready()``."""
    extend_duties(
        {role: {"risk_task.see", *(f"risk_task.{name}" for name in names)} for role, names in DUTIES.items()}
    )
    register(RiskTask, VERBS)
