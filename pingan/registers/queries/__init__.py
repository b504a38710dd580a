"""Reads of registers by purpose."""
