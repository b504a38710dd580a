"""Verbs of assessment that are no mere change of state."""
