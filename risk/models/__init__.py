"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assignments import RiskTask

__all__ = ["RiskTask"]
