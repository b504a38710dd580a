"""Tables of assessment: schemes with their indicators."""

from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.schemes import AssessmentScheme, Indicator
from assessment.models.survey_answers import SurveyAnswer, SurveyArrival, SurveyCode, SurveyResult
from assessment.models.surveys import CodeBatch, SampleCell, Survey, SurveyQuestion

__all__ = [
    "AssessmentScheme",
    "Audience",
    "CodeBatch",
    "Indicator",
    "MethodCode",
    "SampleCell",
    "Source",
    "Survey",
    "SurveyAnswer",
    "SurveyArrival",
    "SurveyCode",
    "SurveyQuestion",
    "SurveyResult",
]
