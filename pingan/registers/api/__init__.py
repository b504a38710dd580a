"""Registers for programs."""
