"""Who may do what in risk."""

from risk.policy.assignments import register_tasks
from risk.policy.signals import register_signals

__all__ = ["register_signals", "register_tasks"]
