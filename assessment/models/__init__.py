"""Tables of assessment: schemes with their indicators."""

from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.frozen import FrozenCell, FrozenRecord, Score, ScoreChange
from assessment.models.reports import EvidenceFile, Objection, SelfReport
from assessment.models.runs import AssessedUnit, AssessmentRun
from assessment.models.schemes import AssessmentScheme, Indicator

__all__ = [
    "AssessedUnit",
    "AssessmentRun",
    "AssessmentScheme",
    "Audience",
    "EvidenceFile",
    "FrozenCell",
    "FrozenRecord",
    "Indicator",
    "MethodCode",
    "Objection",
    "Score",
    "ScoreChange",
    "SelfReport",
    "Source",
]
