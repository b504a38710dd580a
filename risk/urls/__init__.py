"""Addresses of risk."""
