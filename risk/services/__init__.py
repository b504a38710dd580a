"""Verbs of risk that are no step of a matter."""
