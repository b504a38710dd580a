"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assignments import RiskTask
from risk.models.hazards import Hazard, Rectification, Reinspection
from risk.models.places import KeyPlace, PlaceInspection

__all__ = ["Hazard", "KeyPlace", "PlaceInspection", "Rectification", "Reinspection", "RiskTask"]
