"""Arithmetic on working time: pure functions, ``now`` is always an argument.

Sources: 民法典 §§200-204 (periods), the yearly holiday notice of the State Council (make-up workdays), and
the lights of domain rule 3 (yellow at 20 % or 24 hours). Every number that an office may change is an
argument.
"""

from pingan.calendars.rules.lights import LIGHTS, Light, WarningRule, light, next_office_moment, warn_at
from pingan.calendars.rules.terms import (
    UNITS,
    Due,
    Span,
    Term,
    TermUnit,
    corresponding_day,
    due_at,
    merge_spans,
    term_of_day,
)
from pingan.calendars.rules.working_time import END_OF_DAY, SHANGHAI, Hours, WorkingTime, working_days_between

__all__ = [
    "END_OF_DAY",
    "LIGHTS",
    "SHANGHAI",
    "UNITS",
    "Due",
    "Hours",
    "Light",
    "Span",
    "Term",
    "TermUnit",
    "WarningRule",
    "WorkingTime",
    "corresponding_day",
    "due_at",
    "light",
    "merge_spans",
    "next_office_moment",
    "term_of_day",
    "warn_at",
    "working_days_between",
]
