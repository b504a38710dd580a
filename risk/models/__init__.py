"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assignments import RiskTask
from risk.models.warnings import RiskWarning, WarningAddressee, WarningIssue, WarningReceipt

__all__ = ["RiskTask", "RiskWarning", "WarningAddressee", "WarningIssue", "WarningReceipt"]
