"""Verbs of registers: define, order, report, review, urge."""
