"""Tables of assessment: schemes with their indicators."""

from assessment.models.cases import AccountabilityCase, CaseLeader, CaseObjection, Restriction
from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.commendations import Commendation
from assessment.models.instruments import Instrument, InstrumentMeasure, InstrumentReply
from assessment.models.orders import (
    DisciplineSuggestion,
    OrderItem,
    OrderReply,
    OrderReview,
    RectificationOrder,
)
from assessment.models.schemes import AssessmentScheme, Indicator
from assessment.models.survey_answers import SurveyAnswer, SurveyArrival, SurveyCode, SurveyResult
from assessment.models.surveys import CodeBatch, SampleCell, Survey, SurveyQuestion

__all__ = [
    "AccountabilityCase",
    "AssessmentScheme",
    "Audience",
    "CaseLeader",
    "CaseObjection",
    "CodeBatch",
    "Commendation",
    "DisciplineSuggestion",
    "Indicator",
    "Instrument",
    "InstrumentMeasure",
    "InstrumentReply",
    "MethodCode",
    "OrderItem",
    "OrderReply",
    "OrderReview",
    "RectificationOrder",
    "Restriction",
    "SampleCell",
    "Source",
    "Survey",
    "SurveyAnswer",
    "SurveyArrival",
    "SurveyCode",
    "SurveyQuestion",
    "SurveyResult",
]
