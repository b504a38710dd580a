"""Reads of disputes by purpose."""
