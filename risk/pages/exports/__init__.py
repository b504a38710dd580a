"""Exports of the lists of risk: the four kinds, key places, tasks. None names a person."""
