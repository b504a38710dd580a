"""Reads that the kernel's own doors need."""
