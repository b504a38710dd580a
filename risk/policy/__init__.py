"""Who may do what in risk."""

from risk.policy.assignments import register_tasks
from risk.policy.decisions import register_decisions
from risk.policy.hazards import register_hazards, register_places
from risk.policy.signals import register_signals
from risk.policy.warnings import register_warnings

__all__ = [
    "register_decisions",
    "register_hazards",
    "register_places",
    "register_signals",
    "register_tasks",
    "register_warnings",
]
