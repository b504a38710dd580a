"""Who may do what in risk."""

from risk.policy.assignments import register_tasks
from risk.policy.decisions import register_decisions

__all__ = ["register_decisions", "register_tasks"]
