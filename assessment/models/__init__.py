"""Tables of assessment: schemes with their indicators."""

from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.schemes import AssessmentScheme, Indicator

__all__ = [
    "AssessmentScheme",
    "Audience",
    "Indicator",
    "MethodCode",
    "Source",
]
