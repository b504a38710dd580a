"""Addresses of assessment."""
