"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assessments import Assessment, AssessmentMethod, ExpertScore, RiskFactor
from risk.models.assignments import RiskTask
from risk.models.consultations import Consultation, Opinion
from risk.models.decisions import DecisionCatalogue, DecisionExpert, MajorDecision
from risk.models.filings import DecisionRecord, Filing
from risk.models.gate import DecisionMatter

__all__ = [
    "Assessment",
    "AssessmentMethod",
    "Consultation",
    "DecisionCatalogue",
    "DecisionExpert",
    "DecisionMatter",
    "DecisionRecord",
    "ExpertScore",
    "Filing",
    "MajorDecision",
    "Opinion",
    "RiskFactor",
    "RiskTask",
]
