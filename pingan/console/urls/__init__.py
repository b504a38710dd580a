"""Addresses of the kernel's own doors."""
