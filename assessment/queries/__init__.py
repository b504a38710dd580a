"""Reads of assessment by purpose."""
