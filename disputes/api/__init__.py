"""Disputes for programs."""
