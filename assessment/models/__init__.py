"""Tables of assessment: schemes with their indicators."""

from assessment.models.cases import AccountabilityCase, CaseLeader, CaseObjection, Restriction
from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.commendations import Commendation
from assessment.models.schemes import AssessmentScheme, Indicator

__all__ = [
    "AccountabilityCase",
    "AssessmentScheme",
    "Audience",
    "CaseLeader",
    "CaseObjection",
    "Commendation",
    "Indicator",
    "MethodCode",
    "Restriction",
    "Source",
]
