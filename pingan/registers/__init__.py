"""Registers, screening rounds and periodic reports: one mechanism, definitions are data."""
