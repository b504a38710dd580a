"""Addresses of the office."""
