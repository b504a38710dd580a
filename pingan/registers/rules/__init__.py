"""Fields, values, sums, terms and units of registers. Pure."""

from pingan.registers.rules.faults import field_faults
from pingan.registers.rules.fields import FIELD_TYPES, FieldSpec, specs_from, without_words
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
    "due_reminder",
    "field_faults",
    "shown_value",
    "specs_from",
    "sums_of",
    "without_words",
]
