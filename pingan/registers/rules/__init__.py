"""Fields, values, sums, terms and units of registers. Pure."""

from pingan.registers.rules.contradictions import (
    begun,
    contradictions,
    days_out_of_order,
    not_written_down,
    says_nothing_found,
)
from pingan.registers.rules.endings import Ending, ending_faults, ending_of, endings_from
from pingan.registers.rules.faults import field_faults
from pingan.registers.rules.fields import FIELD_TYPES, FieldSpec, kinds_only, specs_from, without_words
from pingan.registers.rules.recurrence import PERIODS, Occasion, Recurrence
from pingan.registers.rules.shown import shown_value
from pingan.registers.rules.small import below, is_small, without_small
from pingan.registers.rules.sums import Sum, sums_of
from pingan.registers.rules.terms import REMINDERS, due_reminder
from pingan.registers.rules.units import FindingTarget, Lead, Unit, UnitKind
from pingan.registers.rules.values import Cleaned, clean_values
from pingan.registers.rules.watching import Watched, entry_reminder, watched_field, watched_of

__all__ = [
    "FIELD_TYPES",
    "PERIODS",
    "REMINDERS",
    "Cleaned",
    "Ending",
    "FieldSpec",
    "FindingTarget",
    "Lead",
    "Occasion",
    "Recurrence",
    "Sum",
    "Unit",
    "UnitKind",
    "Watched",
    "begun",
    "below",
    "clean_values",
    "contradictions",
    "days_out_of_order",
    "due_reminder",
    "ending_faults",
    "ending_of",
    "endings_from",
    "entry_reminder",
    "field_faults",
    "is_small",
    "kinds_only",
    "not_written_down",
    "says_nothing_found",
    "shown_value",
    "specs_from",
    "sums_of",
    "watched_field",
    "watched_of",
    "without_small",
    "without_words",
]
