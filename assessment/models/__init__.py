"""Tables of assessment: schemes with their indicators."""

from assessment.models.case_records import CaseRecord
from assessment.models.cases import AccountabilityCase, CaseLeader, CaseObjection, Restriction
from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.commendations import Commendation
from assessment.models.frozen import FrozenCell, FrozenRecord, Score, ScoreChange
from assessment.models.instruments import Instrument, InstrumentMeasure, InstrumentReply
from assessment.models.orders import (
    DisciplineSuggestion,
    OrderItem,
    OrderReply,
    OrderReview,
    RectificationOrder,
)
from assessment.models.reports import EvidenceFile, Objection, SelfReport
from assessment.models.runs import AssessedUnit, AssessmentRun
from assessment.models.schemes import AssessmentScheme, Indicator
from assessment.models.survey_answers import SurveyAnswer, SurveyArrival, SurveyCode, SurveyResult
from assessment.models.surveys import CodeBatch, SampleCell, Survey, SurveyQuestion
from assessment.models.targets import TargetLetter, TargetProgress, TargetTask

__all__ = [
    "AccountabilityCase",
    "AssessedUnit",
    "AssessmentRun",
    "AssessmentScheme",
    "Audience",
    "CaseLeader",
    "CaseObjection",
    "CaseRecord",
    "CodeBatch",
    "Commendation",
    "DisciplineSuggestion",
    "EvidenceFile",
    "FrozenCell",
    "FrozenRecord",
    "Indicator",
    "Instrument",
    "InstrumentMeasure",
    "InstrumentReply",
    "MethodCode",
    "Objection",
    "OrderItem",
    "OrderReply",
    "OrderReview",
    "RectificationOrder",
    "Restriction",
    "SampleCell",
    "Score",
    "ScoreChange",
    "SelfReport",
    "Source",
    "Survey",
    "SurveyAnswer",
    "SurveyArrival",
    "SurveyCode",
    "SurveyQuestion",
    "SurveyResult",
    "TargetLetter",
    "TargetProgress",
    "TargetTask",
]
