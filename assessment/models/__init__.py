"""Tables of assessment: schemes with their indicators."""

from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.instruments import Instrument, InstrumentMeasure, InstrumentReply
from assessment.models.orders import (
    DisciplineSuggestion,
    OrderItem,
    OrderReply,
    OrderReview,
    RectificationOrder,
)
from assessment.models.schemes import AssessmentScheme, Indicator

__all__ = [
    "AssessmentScheme",
    "Audience",
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
    "Source",
]
