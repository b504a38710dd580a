"""Tables of risk: decisions, hazards, warnings, what a screening finds, and the tasks that follow from them."""

from risk.models.assessments import Assessment, AssessmentMethod, ExpertScore, RiskFactor
from risk.models.assignments import RiskTask
from risk.models.consultations import Consultation, Opinion
from risk.models.decisions import DecisionCatalogue, DecisionExpert, MajorDecision
from risk.models.filings import DecisionRecord, Filing
from risk.models.gate import DecisionMatter
from risk.models.hazards import Hazard, Rectification, Reinspection
from risk.models.places import KeyPlace, PlaceInspection
from risk.models.project_areas import AreaMatter, FoundBy, ProjectArea
from risk.models.questionnaires import (
    AnswerSheet,
    Question,
    QuestionKind,
    Questionnaire,
    Reply,
    SentForm,
)
from risk.models.screening import BackTest, Counted, RuleKind, ScreeningRule, ScreeningRun
from risk.models.signals import Dismissal, Layer, Method, Sighting, Signal
from risk.models.warnings import RiskWarning, WarningAddressee, WarningIssue, WarningReceipt

__all__ = [
    "AnswerSheet",
    "AreaMatter",
    "Assessment",
    "AssessmentMethod",
    "BackTest",
    "Consultation",
    "Counted",
    "DecisionCatalogue",
    "DecisionExpert",
    "DecisionMatter",
    "DecisionRecord",
    "Dismissal",
    "ExpertScore",
    "Filing",
    "FoundBy",
    "Hazard",
    "KeyPlace",
    "Layer",
    "MajorDecision",
    "Method",
    "Opinion",
    "PlaceInspection",
    "ProjectArea",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Rectification",
    "Reinspection",
    "Reply",
    "RiskFactor",
    "RiskTask",
    "RiskWarning",
    "RuleKind",
    "ScreeningRule",
    "ScreeningRun",
    "SentForm",
    "Sighting",
    "Signal",
    "WarningAddressee",
    "WarningIssue",
    "WarningReceipt",
]
