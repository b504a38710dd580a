"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assignments import RiskTask
from risk.models.screening import BackTest, Counted, RuleKind, ScreeningRule, ScreeningRun
from risk.models.signals import Dismissal, Layer, Method, Sighting, Signal
from risk.models.warnings import RiskWarning, WarningAddressee, WarningIssue, WarningReceipt

__all__ = [
    "BackTest",
    "Counted",
    "Dismissal",
    "Layer",
    "Method",
    "RiskTask",
    "RiskWarning",
    "RuleKind",
    "ScreeningRule",
    "ScreeningRun",
    "Sighting",
    "Signal",
    "WarningAddressee",
    "WarningIssue",
    "WarningReceipt",
]
