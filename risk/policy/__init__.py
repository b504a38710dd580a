"""Who may do what in risk."""

from risk.policy.assignments import register_tasks

__all__ = ["register_tasks"]
