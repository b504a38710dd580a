"""Tables of the kernel's middle: matters, their clocks, timeline, links and files."""

from pingan.matters.models.clocks import Clock, ClockExtension, ClockPause
from pingan.matters.models.matters import Matter, MatterFile, MatterLink, SavedView
from pingan.matters.models.timeline import EntryNote, TimelineEntry

__all__ = [
    "Clock",
    "ClockExtension",
    "ClockPause",
    "EntryNote",
    "Matter",
    "MatterFile",
    "MatterLink",
    "SavedView",
    "TimelineEntry",
]
