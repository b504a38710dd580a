"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assignments import RiskTask
from risk.models.screening import BackTest, Counted, RuleKind, ScreeningRule, ScreeningRun
from risk.models.signals import Dismissal, Layer, Method, Sighting, Signal

__all__ = [
    "BackTest",
    "Counted",
    "Dismissal",
    "Layer",
    "Method",
    "RiskTask",
    "RuleKind",
    "ScreeningRule",
    "ScreeningRun",
    "Sighting",
    "Signal",
]
