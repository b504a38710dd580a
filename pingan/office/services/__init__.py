"""Verbs of the office."""
