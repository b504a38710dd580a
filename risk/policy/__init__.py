"""Who may do what in risk."""

from risk.policy.assignments import register_tasks
from risk.policy.hazards import register_hazards, register_places

__all__ = ["register_hazards", "register_places", "register_tasks"]
