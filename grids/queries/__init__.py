"""Reads of grids, workers and the incident catalogue, by purpose."""
