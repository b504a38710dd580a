"""Tables of the office: kept sums of figures, circulars of the supervision desk."""

from pingan.office.models.circulars import Circular, CircularMatter, CircularRecipient, CircularState
from pingan.office.models.sums import FigureCell, Span, SummaryMark, SummaryRun

__all__ = [
    "Circular",
    "CircularMatter",
    "CircularRecipient",
    "CircularState",
    "FigureCell",
    "Span",
    "SummaryMark",
    "SummaryRun",
]
