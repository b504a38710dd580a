"""Addresses of grids and incidents."""
