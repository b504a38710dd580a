"""Tables of assessment: schemes with their indicators."""

from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.schemes import AssessmentScheme, Indicator
from assessment.models.targets import TargetLetter, TargetProgress, TargetTask

__all__ = [
    "AssessmentScheme",
    "Audience",
    "Indicator",
    "MethodCode",
    "Source",
    "TargetLetter",
    "TargetProgress",
    "TargetTask",
]
