"""Addresses of registers."""
