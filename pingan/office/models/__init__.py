"""Tables of the office: kept sums, briefs drawn up from them, screens on walls, circulars of the supervision desk."""

from pingan.office.models.briefs import Brief, BriefChange, BriefChart, Cadence
from pingan.office.models.circulars import Circular, CircularMatter, CircularRecipient, CircularState
from pingan.office.models.screens import WallScreen
from pingan.office.models.sums import FigureCell, Span, SummaryMark, SummaryRun

__all__ = [
    "Brief",
    "BriefChange",
    "BriefChart",
    "Cadence",
    "Circular",
    "CircularMatter",
    "CircularRecipient",
    "CircularState",
    "FigureCell",
    "Span",
    "SummaryMark",
    "SummaryRun",
    "WallScreen",
]
