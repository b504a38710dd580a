"""Who may do what to a signal, to the rules that make some, and to the runs that find them.

A signal counts unrestricted matters alone, so it is never restricted itself.
"""

from __future__ import annotations

from pingan.access.policy import Area, Granted, Permit, register, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import Around, MatterArea
from risk.models import BackTest, ScreeningRule, ScreeningRun, Sighting, Signal
from risk.policy.scopes import TaskedUnit

AREA = MatterArea()
TASKED = TaskedUnit()

DUTIES = {
    "community_staff": {"view", "view_area", "comment", "granted"},
    "township_desk": {"view", "view_area", "review", "comment", "export", "granted"},
    "county_dispatcher": {"view", "view_area", "review", "comment", "export", "granted", "runs", "run"},
    "county_government": {"view", "view_area", "granted", "runs"},
    "unit_handler": {"view", "work", "granted"},
    "body_office": {"view", "view_area", "review", "comment", "export", "granted", "runs", "run", "rules"},
    "leader": {"view", "view_area", "granted", "runs"},
    "auditor": {"view", "view_area", "export", "granted", "runs"},
}
VIEW = (
    Permit("signal.view_area", AREA),
    Permit("signal.work", TASKED),
    Permit("signal.granted", Granted()),
)
VERBS = {
    "view": VIEW,
    "review": (Permit("signal.review", AREA),),
    "work": (Permit("signal.work", TASKED), Permit("signal.review", AREA)),
    "comment": (Permit("signal.comment", AREA), Permit("signal.work", TASKED)),
    "export": (Permit("signal.export", AREA),),
    "system": (),
}
RULES = {
    "view": (Permit("signal.view_area", Around()),),
    "edit": (Permit("signal.rules", Area("region_code")),),
}


def register_signals() -> None:
    """Register permits of signals and of what makes them; called from ``ready()``."""
    extend_duties({role: {f"signal.{name}" for name in names} for role, names in DUTIES.items()})
    register_kind("signal", Signal, VERBS)
    register(Sighting, {"view": VIEW}, at="signal__matter__")
    register(ScreeningRule, RULES)
    register(BackTest, {"view": (Permit("signal.rules", Area("region_code")),)})
    register(
        ScreeningRun,
        {
            "view": (Permit("signal.runs", Area("region_code")),),
            "request": (Permit("signal.run", Area("region_code")),),
        },
    )
