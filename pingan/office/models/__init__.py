"""Kept sums of figures, the briefs that are drawn up from them, and screens on walls."""

from pingan.office.models.briefs import Brief, BriefChange, BriefChart, Cadence
from pingan.office.models.screens import WallScreen
from pingan.office.models.sums import FigureCell, Span, SummaryMark, SummaryRun

__all__ = [
    "Brief",
    "BriefChange",
    "BriefChart",
    "Cadence",
    "FigureCell",
    "Span",
    "SummaryMark",
    "SummaryRun",
    "WallScreen",
]
