"""Fields, values, sums, terms and units of registers. Pure."""

from pingan.registers.rules.contradictions import contradictions, not_written_down, says_nothing_found
from pingan.registers.rules.faults import field_faults
from pingan.registers.rules.fields import FIELD_TYPES, FieldSpec, kinds_only, specs_from, without_words
from pingan.registers.rules.sums import Sum, sums_of
from pingan.registers.rules.terms import REMINDERS, due_reminder
from pingan.registers.rules.units import FindingTarget, Unit, UnitKind
from pingan.registers.rules.values import Cleaned, clean_values, shown_value

__all__ = [
    "FIELD_TYPES",
    "REMINDERS",
    "Cleaned",
    "FieldSpec",
    "FindingTarget",
    "Sum",
    "Unit",
    "UnitKind",
    "clean_values",
    "contradictions",
    "due_reminder",
    "field_faults",
    "kinds_only",
    "not_written_down",
    "says_nothing_found",
    "shown_value",
    "specs_from",
    "sums_of",
    "without_words",
]
