"""Verbs on matters: open, perform, record, link, re-home, remind."""

from pingan.matters.services.attaching import attach_files
from pingan.matters.services.clocks import apply_operations, refresh_due
from pingan.matters.services.opening import MatterData, keywords_of, open_matter
from pingan.matters.services.performing import Performed, check_legal, perform
from pingan.matters.services.timeline import Event, append_entry, record, reword_notes

__all__ = [
    "Event",
    "MatterData",
    "Performed",
    "append_entry",
    "apply_operations",
    "attach_files",
    "check_legal",
    "keywords_of",
    "open_matter",
    "perform",
    "record",
    "refresh_due",
    "reword_notes",
]
